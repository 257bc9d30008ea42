"""Ed25519 signing keys (RFC 8032): one for call plans, one per log.

The seed (32 bytes) is what is stored, wrapped under a parent key. What is signed begins
with a context of its own, which the caller adds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rufschutz.vault.errors import VaultError

SEED_BYTES = 32


class SigningKeyError(VaultError):
    """Bytes that are no signing key."""

    advice = "Restore the key from the key backup of the same installation."


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private signing key."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != SEED_BYTES:
            raise SigningKeyError(f"an Ed25519 seed has {SEED_BYTES} bytes, not {len(self.seed)}")

    @classmethod
    def generate(cls) -> Self:
        """Make a new key."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def public_key(self) -> bytes:
        """The public key, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of ``message``, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
