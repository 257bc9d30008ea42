from __future__ import annotations

import pytest

from rufschutz.console.calls import words
from rufschutz.core.recordings.queries import State
from rufschutz.domain.call import texts
from rufschutz.domain.call.events import EndedBy, Key
from rufschutz.domain.call.facts import DestroyedBecause, RefusedBy
from rufschutz.domain.call.outcome import Outcome


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_way_a_call_can_go_has_words(outcome: Outcome) -> None:
    assert words.OUTCOMES[outcome.value]


@pytest.mark.parametrize("end", list(EndedBy))
def test_every_end_has_words(end: EndedBy) -> None:
    assert words.ENDED_BY[end.value]


@pytest.mark.parametrize("refused", list(RefusedBy))
def test_every_no_has_words(refused: RefusedBy) -> None:
    assert words.REFUSED_BY[refused.value]


@pytest.mark.parametrize("because", list(DestroyedBecause))
def test_every_destruction_has_words(because: DestroyedBecause) -> None:
    assert words.GONE_BECAUSE[because.value]


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_a_recording_has_words(state: State) -> None:
    assert words.STATES[state.value]


@pytest.mark.parametrize("text", sorted(texts.ALWAYS | texts.WHEN_RECORDING | {"opening.keypad.ask_first"}))
def test_every_text_a_call_can_play_has_a_name(text: str) -> None:
    assert words.text_name(text) != text


def test_a_key_that_means_something_says_what() -> None:
    assert set(words.KEYS) <= {key.value for key in Key}


@pytest.mark.parametrize(
    ("masked", "withheld", "shown"), [("…47", False, "…47"), (None, True, "unterdrückt"), (None, False, "–")]
)
def test_a_number_is_masked_withheld_or_gone(masked: str | None, withheld: bool, shown: str) -> None:
    assert words.number(masked, withheld=withheld) == shown


@pytest.mark.parametrize(
    ("rule", "words_"),
    [
        ("recording_matter/P7D", "Aufnahme einer Nachricht, sieben Tage"),
        ("quarantine/P14D", "Weggeschlossenes, vierzehn Tage"),
        ("something_new/P1M", "something_new, einen Monat"),
        ("no-period", "no-period"),
        ("recording_matter/P0D", "recording_matter/P0D"),
    ],
)
def test_a_rule_is_a_thing_and_a_period(rule: str, words_: str) -> None:
    assert words.rule_name(rule) == words_


def test_an_unknown_text_is_shown_as_itself() -> None:
    assert words.text_name("something.new") == "something.new"
