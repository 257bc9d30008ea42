"""Keys wrapped under parent keys: symmetric, bound to the place they are for.

A wrap is version (1) | nonce (12) | AES-256-GCM ciphertext | tag (16); version and
context are associated data. Destroying a wrap is the caller's: delete its row.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.domain.ids import KeyId
from rufschutz.vault.errors import VaultError

KEY_BYTES = 32
OVERHEAD = 29
"""How much longer a wrap is than the key in it."""

_VERSION = b"\x01"
_NONCE = 12


class WrapError(VaultError):
    """A wrap that does not open."""

    advice = "Another parent key, another place than it was made for, or altered bytes: report an incident."


def new_key() -> bytes:
    """Return 32 random bytes for a key of any level."""
    return secrets.token_bytes(KEY_BYTES)


def new_key_id() -> KeyId:
    """Return a random name for a key; it says nothing about whose key it is."""
    return KeyId(secrets.token_hex(16))


def wrap(parent: bytes, key: bytes, context: bytes) -> bytes:
    """Wrap ``key`` (any length) under ``parent`` (32 bytes), bound to ``context``."""
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + AESGCM(parent).encrypt(nonce, key, _VERSION + context)


def unwrap(parent: bytes, wrapped: bytes, context: bytes) -> bytes:
    """Return the key; raise `WrapError` unless parent, context and bytes are those of `wrap`."""
    version, nonce, sealed = wrapped[:1], wrapped[1 : 1 + _NONCE], wrapped[1 + _NONCE :]
    if version != _VERSION or len(wrapped) < OVERHEAD:
        raise WrapError("not a wrap of this version")
    try:
        return AESGCM(parent).decrypt(nonce, sealed, _VERSION + context)
    except InvalidTag as error:
        raise WrapError("the wrap does not open with this parent here") from error
