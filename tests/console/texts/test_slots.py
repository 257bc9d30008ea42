from __future__ import annotations

import pytest

from rufschutz.console.texts.slots import Piece, pieces
from rufschutz.core.purposes.announce import RUNTIME


def test_a_placeholder_is_named_and_has_an_example() -> None:
    assert pieces("Sie endet auf {last_two}. Eins ist ja.") == (
        Piece("Sie endet auf "),
        Piece("", "letzte zwei Ziffern", "00"),
        Piece(". Eins ist ja."),
    )


@pytest.mark.parametrize("slot", sorted(RUNTIME))
def test_whatever_a_call_fills_in_has_a_name_and_an_example(slot: str) -> None:
    [piece] = pieces(f"{{{slot}}}")
    assert piece.slot not in {"", slot}
    assert piece.example


def test_broken_braces_are_shown_as_they_are() -> None:
    assert pieces("bis {rec_period") == (Piece("bis {rec_period"),)
