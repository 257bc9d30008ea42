"""The secret that signs sessions and seals second factors.

It is derived from the root key, so the data directory alone holds nothing that
could forge a session. It must never be written anywhere.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from pathlib import Path


def web_secret(root_key_file: Path) -> str:
    """Return the web secret (64 hex digits); raise `RootKeyError` when the root key cannot be used."""
    root = RootKey.load(root_key_file)
    return hmac.digest(root.key, b"rufschutz web secret/1", "sha256").hex()
