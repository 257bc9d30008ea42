"""A signed file is what the installation signed, to the last byte."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.vault.keystore.signing import SigningKey
from rufschutz.vault.open.signature import sign
from rufschutz.vault.seal.signature import SignatureError, read_signed, signed_file

KEY = SigningKey(bytes(range(32)))


@given(st.binary(max_size=300))
def test_a_signed_payload_is_read_back(payload: bytes) -> None:
    assert read_signed(sign(payload, KEY), KEY.public_key) == payload


def test_a_bit_flipped_anywhere_is_refused() -> None:
    signed = sign(b'{"plan":1}', KEY)
    for place in range(len(signed)):
        for bit in range(8):
            spoilt = bytearray(signed)
            spoilt[place] ^= 1 << bit
            with pytest.raises(SignatureError):
                read_signed(bytes(spoilt), KEY.public_key)


def test_a_cut_file_is_refused() -> None:
    signed = sign(b"payload", KEY)
    for length in range(len(signed)):
        with pytest.raises(SignatureError):
            read_signed(signed[:length], KEY.public_key)


def test_another_installation_s_key_is_refused() -> None:
    with pytest.raises(SignatureError, match="does not belong"):
        read_signed(sign(b"payload", SigningKey.generate()), KEY.public_key)


def test_a_signature_made_for_something_else_is_refused() -> None:
    bare = Ed25519PrivateKey.from_private_bytes(KEY.seed).sign(b"payload")
    with pytest.raises(SignatureError):
        read_signed(signed_file(b"payload", bare), KEY.public_key)


def test_a_public_key_that_is_none_is_refused() -> None:
    with pytest.raises(SignatureError, match="not an Ed25519 public key"):
        read_signed(sign(b"", KEY), b"short")
