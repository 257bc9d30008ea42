from __future__ import annotations

import pytest

from rufschutz.console.calls import words
from rufschutz.core.purposes.checks import opening, question
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.recordings.queries import State
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.domain.call import texts
from rufschutz.domain.call.events import EndedBy, Key
from rufschutz.domain.call.facts import DestroyedBecause, RefusedBy
from rufschutz.domain.call.outcome import Outcome, kinds_allowed

NEW = texts.WHEN_OFFERING | texts.WHEN_ISSUING | {texts.RECEIPT_NONE, "offer.quality"}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_way_a_call_can_go_has_words(outcome: Outcome) -> None:
    assert words.OUTCOMES[outcome.value]


@pytest.mark.parametrize("end", list(EndedBy))
def test_every_end_has_words(end: EndedBy) -> None:
    assert words.ENDED_BY[end.value]


@pytest.mark.parametrize("refused", list(RefusedBy))
def test_every_no_has_words(refused: RefusedBy) -> None:
    assert words.REFUSED_BY[refused.value]


@pytest.mark.parametrize(
    ("outcome", "refused_by", "title"),
    [
        ("refused", "key", "Wollte keine Aufnahme"),
        ("refused", "human_wanted", "Wollte einen Menschen sprechen"),
        ("silence_or_unclear", "silence", "Hat nicht geantwortet, daher keine Aufnahme"),
        ("silence_or_unclear", "unclear", "Keine klare Antwort, daher keine Aufnahme"),
        ("silence_or_unclear", "", "Kein Ja und kein Nein, daher keine Aufnahme"),
        ("yes_and_recorded", "silence", "Nachricht hinterlassen"),
        ("", "", "Gespräch läuft"),
        ("something_new", "", "something_new"),
    ],
)
def test_a_call_without_a_yes_is_named_by_its_last_answer(outcome: str, refused_by: str, title: str) -> None:
    assert words.outcome(outcome, refused_by) == title


@pytest.mark.parametrize(
    "kind",
    sorted(
        {
            kind
            for outcome in Outcome
            for kind in kinds_allowed(outcome, matter_confirmed=True)
            | kinds_allowed(outcome, matter_confirmed=False)
        }
    ),
)
def test_every_kind_that_can_be_erased_has_words(kind: str) -> None:
    assert words.KINDS[kind]


@pytest.mark.parametrize("because", list(DestroyedBecause))
def test_every_destruction_has_words(because: DestroyedBecause) -> None:
    assert words.GONE_BECAUSE[because.value]


@pytest.mark.parametrize("state", list(State))
def test_every_state_of_a_recording_has_words(state: State) -> None:
    assert words.STATES[state.value]


@pytest.mark.parametrize(
    "text", sorted(texts.ALWAYS | texts.WHEN_RECORDING | NEW | {"opening.keypad.ask_first"})
)
def test_every_text_a_call_can_play_has_a_name(text: str) -> None:
    assert words.text_name(text) != text


@pytest.mark.parametrize(
    ("style", "asks"), [(Opening.ASK_FIRST, True), (Opening.ASK_LATER, False), (Opening.NEVER, False)]
)
def test_only_an_opening_that_asks_is_told_to_have_asked(style: Opening, asks: bool) -> None:
    policy, _ = tailored(shipped_policy("P"), LineChoices(style))
    assert ("Frage nach der Aufnahme" in words.text_name(opening(policy, style))) == asks
    assert words.text_name(question(Opening.ASK_LATER)) == "Frage nach der Aufnahme"


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
