from __future__ import annotations

import pytest

from rufschutz.console.calls.rows import fate_of, row_of, sign_of
from rufschutz.core.calls.queries import CallRow
from rufschutz.core.consent.queries import Mark
from rufschutz.domain.ids import CallId, RuleId
from rufschutz.domain.moments import DAY, Millis

BERLIN = "Europe/Berlin"
START = Millis(1_790_000_000_000)


def call_row(**changes: object) -> CallRow:
    values: dict[str, object] = {
        "id": CallId("1" * 32),
        "started_at": START,
        "line": "Anmeldung",
        "number": "…47",
        "withheld": False,
        "duration": 72_000,
        "outcome": "yes_and_recorded",
        "consent": Mark.GIVEN,
        "recording": None,
        "due_at": Millis(START + 7 * DAY),
        "erased_at": None,
        "rule": RuleId("recording_matter"),
    }
    return CallRow(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", list(Mark))
def test_a_consent_state_is_sign_word_and_colour(mark: Mark) -> None:
    sign = sign_of(mark)
    assert sign.icon.endswith(".svg")
    assert sign.words


def test_no_two_states_look_or_read_the_same() -> None:
    signs = [sign_of(mark) for mark in Mark]
    assert len({sign.icon for sign in signs}) == len({sign.words for sign in signs}) == len(Mark)


def test_a_withdrawal_is_named_as_one() -> None:
    assert sign_of(Mark.WITHDRAWN, "yes_then_star").words == "Widerrufen"
    assert sign_of(Mark.WITHDRAWN, "yes_and_recorded").words == "Widerrufen"
    assert sign_of(Mark.REFUSED, "refused").words == "Keine Aufnahme"


@pytest.mark.parametrize("outcome", ["refused", "silence_or_unclear"])
def test_a_no_stays_a_no_when_its_record_is_gone(outcome: str) -> None:
    assert sign_of(Mark.NONE, outcome) == sign_of(Mark.REFUSED)
    assert sign_of(Mark.NONE, "hung_up_in_notice").words == "Keine Antwort"


def test_a_row_says_when_what_how_long_and_until_when() -> None:
    row = row_of(call_row(), BERLIN)
    assert (row.day, row.time) == ("Mo., 21.09.2026", "16:13 Uhr")
    assert (row.outcome, row.number, row.length) == ("Nachricht hinterlassen", "…47", "1:12")
    assert row.fate == "wird gelöscht bis 28.09.2026"


def test_what_is_gone_says_when_it_went() -> None:
    assert fate_of(call_row(erased_at=START), BERLIN) == "gelöscht am 21.09.2026"


def test_a_running_call_has_no_length_yet() -> None:
    row = row_of(call_row(duration=None, outcome="", due_at=None), BERLIN)
    assert (row.length, row.outcome, row.fate) == ("–", "Gespräch läuft", "–")


def test_a_withheld_number_is_called_withheld() -> None:
    assert row_of(call_row(number=None, withheld=True), BERLIN).number == "unterdrückt"
