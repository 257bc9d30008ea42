"""A symmetric key that lives in memory only and can be overwritten there.

Decides how a data key seals (AES-256-GCM, 12-byte counter nonces) and how it dies.
Python may hold copies the interpreter made on the way; the bytes kept here are
overwritten in place.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.vault.errors import VaultError

KEY_BYTES = 32
TAG_BYTES = 16


class KeyDestroyed(VaultError):
    """The key was overwritten: nothing can be sealed with it any more."""

    advice = "Begin a new artefact or epoch with a key of its own."


class DataKey:
    """32 random bytes. Each counter value seals once: the caller counts."""

    __slots__ = ("_bytes",)

    def __init__(self) -> None:
        self._bytes = bytearray(os.urandom(KEY_BYTES))

    def expose(self) -> bytearray:
        """Return the key itself, to be sealed to a public key and nowhere else; never copy it."""
        if not self._bytes:
            raise KeyDestroyed("this key was destroyed")
        return self._bytes

    def seal(self, counter: int, plaintext: bytes, associated: bytes) -> bytes:
        """Return ciphertext and tag; raise `KeyDestroyed` after `destroy`."""
        return AESGCM(self.expose()).encrypt(nonce(counter), plaintext, associated)

    def destroy(self) -> None:
        """Overwrite the key with zeros and let go of it; again is no error."""
        self._bytes[:] = bytes(len(self._bytes))
        self._bytes = bytearray()


def nonce(counter: int) -> bytes:
    """Return the 12-byte big-endian nonce of a counter."""
    return counter.to_bytes(12, "big")
