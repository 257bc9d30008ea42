"""A signing key is its seed, and signs as RFC 8032 says."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from rufschutz.vault.keystore.signing import SigningKey, SigningKeyError

# RFC 8032, section 7.1, test 1: the empty message.
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)


def test_the_key_signs_as_the_standard_says() -> None:
    key = SigningKey(SEED)
    assert key.public_key.hex() == PUBLIC
    assert key.sign(b"").hex() == SIGNATURE


def test_a_new_key_is_stored_as_its_seed() -> None:
    key = SigningKey.generate()
    assert SigningKey(key.seed).public_key == key.public_key
    Ed25519PublicKey.from_public_bytes(key.public_key).verify(key.sign(b"x"), b"x")


def test_a_key_is_never_printed() -> None:
    assert repr(SigningKey(SEED)) == "SigningKey()"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(SigningKeyError, match="32 bytes"):
        SigningKey(bytes(length))
