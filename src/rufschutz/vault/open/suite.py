"""Opening what was sealed to a public key, and how a private key is written down.

A private key is the ML-KEM-768 seed (64 bytes) then the X25519 private key (32 bytes).
It is kept wrapped under a parent key only, and destroyed with its epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from rufschutz.vault.errors import VaultError
from rufschutz.vault.seal.suite import HPKE, bound_info, fingerprint

MLKEM_SEED = 64
PRIVATE_KEY_BYTES = MLKEM_SEED + 32


class CannotOpen(VaultError):
    """Sealed bytes that this key does not open under this binding."""

    advice = "Another ingest key, another place than it was sealed for, or altered bytes."


@dataclass(frozen=True, slots=True)
class PrivateIngestKey:
    """The private part of an ingest key: ``seeds`` is what is stored (wrapped), never shown."""

    seeds: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seeds) != PRIVATE_KEY_BYTES:
            raise CannotOpen(f"a private ingest key has {PRIVATE_KEY_BYTES} bytes, not {len(self.seeds)}")

    @classmethod
    def generate(cls) -> Self:
        """Make a new key pair."""
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        return cls(mlkem.private_bytes_raw() + x25519.private_bytes_raw())

    @property
    def public_key(self) -> bytes:
        """The public part, as `rufschutz.vault.seal.suite` writes it (1216 bytes)."""
        mlkem, x25519 = self._parts()
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """32 hex digits that tell this key pair from another."""
        return fingerprint(self.public_key)

    def hybrid(self) -> MLKEM768X25519PrivateKey:
        """Return the key as HPKE takes it."""
        return MLKEM768X25519PrivateKey(*self._parts())

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        return (
            MLKEM768PrivateKey.from_seed_bytes(self.seeds[:MLKEM_SEED]),
            X25519PrivateKey.from_private_bytes(self.seeds[MLKEM_SEED:]),
        )


def open_sealed(private: PrivateIngestKey, sealed: bytes, info: bytes) -> bytes:
    """Return what `seal_to` sealed; raise `CannotOpen` unless key, ``info`` and bytes are the same."""
    try:
        return HPKE.decrypt(sealed, private.hybrid(), bound_info(info))
    except InvalidTag as error:
        raise CannotOpen("the sealed bytes do not open with this key here") from error
