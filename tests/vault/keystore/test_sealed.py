"""A key under a passphrase: nothing of it shows, nothing of its file can be altered unseen."""

from __future__ import annotations

import pytest

from rufschutz.vault.keystore.errors import PassphraseWrong, RootKeyMalformed
from rufschutz.vault.keystore.sealed import is_sealed, open_sealed, seal

ID, KEY, WORDS = "a" * 32, bytes(range(32)), b"a passphrase"


@pytest.fixture(scope="module")
def data() -> bytes:
    return seal(ID, KEY, WORDS)


def test_it_opens_with_its_words(data: bytes) -> None:
    assert is_sealed(data)
    assert not is_sealed(b"rufschutz-root-key/1 argon2id ")
    assert open_sealed(data, WORDS) == (ID, KEY)


def test_the_same_key_is_sealed_differently_each_time(data: bytes) -> None:
    assert seal(ID, KEY, WORDS) != data


@pytest.mark.parametrize(
    ("old", "new"), [(b"a" * 32, b"b" * 32), (b" 3 4 ", b" 4 4 "), (b" 65536 ", b" 65535 "), (b" 4 ", b" 2 ")]
)
def test_a_head_that_was_altered_opens_nothing(data: bytes, old: bytes, new: bytes) -> None:
    with pytest.raises(PassphraseWrong):
        open_sealed(data.replace(old, new, 1), WORDS)


def test_a_flipped_digit_opens_nothing(data: bytes) -> None:
    place = len(data) - 10
    flipped = b"0" if data[place : place + 1] != b"0" else b"1"
    with pytest.raises(PassphraseWrong):
        open_sealed(data[:place] + flipped + data[place + 1 :], WORDS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b" 65536 ", b" 9999999 "),
        (b" 65536 ", b" 8 "),
        (b" 3 4 ", b" 99 4 "),
        (b" 3 4 ", b" 3 0 "),
        (b"argon2id", b"scrypt"),
    ],
)
def test_costs_beyond_what_is_allowed_are_never_paid(data: bytes, old: bytes, new: bytes) -> None:
    with pytest.raises(RootKeyMalformed):
        open_sealed(data.replace(old, new, 1), WORDS)
