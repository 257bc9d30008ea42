"""A text is measured, and its author is advised; nothing is refused."""

from __future__ import annotations

import pytest

from rufschutz.domain.purposes.readability import advice, read


def test_words_and_sentences_are_counted_and_a_slot_is_one_word() -> None:
    found = read("{controller_short}, hier spricht ein Computer. Eins ist ja: Danke!")
    assert (found.words, found.longest) == (9, 5)


@pytest.mark.rule("R108")
def test_a_sentence_of_21_words_is_too_long_for_the_ear() -> None:
    assert list(advice("wort " * 20 + ".")) == []
    [said] = advice("wort " * 21 + ".")
    assert "21 words" in said


@pytest.mark.rule("R108")
def test_many_long_words_are_named() -> None:
    [said] = advice("Datenschutzbeauftragte und Aufsichtsbehördenleitung lesen mit.")
    assert "Datenschutzbeauftragte, Aufsichtsbehördenleitung" in said
    assert list(advice("Die Datenschutzbeauftragte liest hier wie immer alles genau mit.")) == []


def test_no_words_are_no_trouble() -> None:
    assert list(advice("")) == []
