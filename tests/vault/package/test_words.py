from __future__ import annotations

import pytest

from rufschutz.vault.package.words import NoPackageKey, file_key, new_secret, shown, typed


def test_what_is_shown_is_read_however_it_is_typed() -> None:
    secret = new_secret()
    words = shown(secret)
    for way in (words, words.lower(), words.replace(" ", "-"), words.replace("O", "0").replace("I", "1")):
        assert typed(way) == secret


@pytest.mark.parametrize("words", ["", "ABCD", "ÄÖÜ", "A" * 40, "A" * 31 + "!"])
def test_anything_else_is_no_key(words) -> None:
    with pytest.raises(NoPackageKey):
        typed(words)


def test_each_file_has_a_key_of_its_own() -> None:
    secret = bytes(20)
    assert len({file_key(secret, "a"), file_key(secret, "b"), file_key(bytes(19) + b"\1", "a")}) == 3
