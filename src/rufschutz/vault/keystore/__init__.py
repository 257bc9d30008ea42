"""Keys that stay: the root key, wraps under parent keys, lookup indexes, signing keys."""

from __future__ import annotations

from rufschutz.vault.keystore.lookup import LookupUse, NotE164, lookup_index
from rufschutz.vault.keystore.root import RootKey, RootKeyError
from rufschutz.vault.keystore.signing import SigningKey
from rufschutz.vault.keystore.wraps import WrapError, new_key, new_key_id, unwrap, wrap

__all__ = [
    "LookupUse",
    "NotE164",
    "RootKey",
    "RootKeyError",
    "SigningKey",
    "WrapError",
    "lookup_index",
    "new_key",
    "new_key_id",
    "unwrap",
    "wrap",
]
