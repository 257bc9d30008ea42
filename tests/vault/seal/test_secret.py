"""A data key seals under a counter, and is overwritten when it dies."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.vault.seal.secret import DataKey, KeyDestroyed, nonce


def test_a_nonce_is_its_counter_in_twelve_bytes() -> None:
    assert nonce(258) == b"\0" * 10 + b"\x01\x02"


def test_a_key_seals_under_counter_and_associated_data() -> None:
    key = DataKey()
    sealed = key.seal(3, b"sound", b"place")
    assert AESGCM(bytes(key.expose())).decrypt(nonce(3), sealed, b"place") == b"sound"


def test_two_keys_differ() -> None:
    assert DataKey().expose() != DataKey().expose()


@pytest.mark.rule("R17")
def test_a_destroyed_key_is_overwritten_and_seals_no_more() -> None:
    key = DataKey()
    memory = key.expose()
    key.destroy()
    key.destroy()
    assert memory == bytes(32)
    with pytest.raises(KeyDestroyed):
        key.seal(1, b"", b"")
    with pytest.raises(KeyDestroyed):
        key.expose()
