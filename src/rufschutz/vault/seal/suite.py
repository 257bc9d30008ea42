"""Sealing to a public key: the one suite, and how its keys are written down.

The suite is HPKE (RFC 9180) with the hybrid KEM ML-KEM-768 and X25519. The hybrid is a
draft, so every header names the suite and a frozen vector guards each upgrade. A public
key is ML-KEM-768 public (1184 bytes) then X25519 public (32 bytes). A sealed text is the
KEM's encapsulation (1120 bytes), then AES-256-GCM ciphertext and tag. What the text is
bound to goes into ``info``; nothing here can open anything.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from rufschutz.handover.plan import IngestKey

SUITE = "hpke-mlkem768x25519-hkdfsha256-aes256gcm/1"

MLKEM_PUBLIC = 1184
X25519_PUBLIC = 32
PUBLIC_KEY_BYTES = MLKEM_PUBLIC + X25519_PUBLIC

HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SuiteError(VaultError):
    """A suite or a public key that cannot be used here."""

    advice = "Voice and core must come from one release; compile the call plan again."


def seal_to(public_key: bytes, plaintext: bytes | bytearray, info: bytes) -> bytes:
    """Seal ``plaintext`` so that only the private key opens it, and only under the same ``info``.

    Returns 1136 bytes more than ``plaintext``. Raises `SuiteError` for a malformed key.
    """
    return HPKE.encrypt(plaintext, _public(public_key), bound_info(info))


def bound_info(info: bytes) -> bytes:
    """Return the HPKE ``info``: the suite's name, a zero byte, then what the caller binds."""
    return SUITE.encode() + b"\0" + info


def require_suite(key: IngestKey) -> None:
    """Raise `SuiteError` unless ``key`` is of the suite that is written here."""
    if key.suite != SUITE:
        raise SuiteError(f"ingest key {key.epoch} is of suite {key.suite!r}; this release seals {SUITE!r}")


def fingerprint(public_key: bytes) -> str:
    """Return 32 hex digits that tell one public key from another."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def _public(key: bytes) -> MLKEM768X25519PublicKey:
    if len(key) != PUBLIC_KEY_BYTES:
        raise SuiteError(f"a public key has {PUBLIC_KEY_BYTES} bytes, not {len(key)}")
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(key[:MLKEM_PUBLIC])
    except ValueError as error:
        raise SuiteError(f"not an ML-KEM-768 public key: {error}") from error
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(key[MLKEM_PUBLIC:]))
