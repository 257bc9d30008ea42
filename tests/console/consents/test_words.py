from __future__ import annotations

import pytest

from rufschutz.console.consents import words
from rufschutz.domain.call.events import KeyMethod
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.because import Because
from rufschutz.domain.consent.withdrawal import Method


@pytest.mark.parametrize("state", list(ConsentState))
def test_every_state_has_a_word_an_icon_and_a_look(state: ConsentState) -> None:
    sign = words.sign(state)
    assert sign.words
    assert sign.icon.startswith("icons/")
    assert sign.look in {"yes", "no", "none"}


@pytest.mark.parametrize("name", [*KeyMethod, *Method, "import", "rule"])
def test_every_way_has_words(name: str) -> None:
    assert words.method(name)


def test_every_reason_and_wish_has_words() -> None:
    assert set(words.BECAUSE) == set(Because)
    assert set(words.WISHES) == set(Preference)
