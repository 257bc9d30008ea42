"""Signing files that `rufschutz.vault.seal.signature` verifies, above all call plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.vault.seal.signature import CONTEXT, signed_file

if TYPE_CHECKING:
    from rufschutz.vault.keystore.signing import SigningKey


def sign(payload: bytes, private: SigningKey) -> bytes:
    """Return the signed file: payload, newline, hex Ed25519 signature, newline."""
    return signed_file(payload, private.sign(CONTEXT + payload))
