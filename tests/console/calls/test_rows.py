from __future__ import annotations

import pytest

from rufschutz.console.calls.rows import fate_of, row_of, sign_of
from rufschutz.core.calls.queries import CallRow
from rufschutz.core.consent.queries import Mark
from rufschutz.core.matters.queries import MatterView
from rufschutz.core.recordings.queries import RecordingView, State
from rufschutz.domain.ids import ArtefactId, CallId, FactId, PurposeId, RuleId
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
        "own_due_at": Millis(START + 7 * DAY),
    }
    return CallRow(**{**values, **changes})  # type: ignore[arg-type]


def recording(erased_at: Millis | None = None) -> RecordingView:
    return RecordingView(
        id=ArtefactId("7" * 32),
        call=CallId("1" * 32),
        purpose=PurposeId("record_matter"),
        state=State.ARCHIVED if erased_at is None else State.ERASED,
        started_at=START,
        ended_at=START,
        length=32_000,
        cut_short=False,
        gaps=(),
        promised_until=None,
        due_at=Millis(START + 7 * DAY),
        erased_at=erased_at,
        proven_at=None,
        rule=RuleId("recording_matter"),
        fault="",
    )


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


def test_who_hung_up_in_the_notice_was_not_asked_and_did_not_stay_silent() -> None:
    assert sign_of(Mark.NONE, "hung_up_in_notice").words == "Aufgelegt"
    assert sign_of(Mark.NONE, "not_asked").words == "Nicht gefragt"


def test_a_row_says_when_what_how_long_and_until_when() -> None:
    row = row_of(call_row(), BERLIN)
    assert (row.day, row.time) == ("Mo., 21.09.2026", "16:13 Uhr")
    assert (row.outcome, row.number, row.length) == ("Nachricht hinterlassen", "…47", "1:12")
    assert row.fate == "Eintrag bis 28.09.2026"


def test_the_fate_says_whose_it_is() -> None:
    month = Millis(START + 30 * DAY)
    kept = call_row(recording=recording(), due_at=Millis(START + 7 * DAY), own_due_at=month)
    assert fate_of(kept, BERLIN) == "Aufnahme bis 28.09.2026"
    gone = call_row(recording=recording(erased_at=START), erased_at=START, due_at=None, own_due_at=month)
    assert fate_of(gone, BERLIN) == "Aufnahme gelöscht am 21.09.2026, Eintrag bis 21.10.2026"
    assert fate_of(call_row(erased_at=START, own_due_at=None), BERLIN) == "Aufnahme gelöscht am 21.09.2026"


@pytest.mark.parametrize("mark", list(Mark))
def test_a_running_call_has_no_verdict_but_that_the_caller_took_it_back(mark: Mark) -> None:
    row = row_of(call_row(duration=None, outcome="", consent=mark), BERLIN)
    assert row.sign.words == ("Widerrufen" if mark is Mark.WITHDRAWN else "noch offen")
    assert (row.outcome, row.spoken_length) == ("Gespräch läuft", "Gespräch läuft")


def test_a_no_looks_neither_like_a_success_nor_like_a_failure() -> None:
    assert sign_of(Mark.REFUSED).look == "none"


@pytest.mark.parametrize(
    ("number", "closed", "words", "shown"),
    [
        (None, None, "Rückruf gewünscht", "••• 08"),
        ("••• 47", None, "Rückruf gewünscht", ""),
        (None, START, "Rückruf erledigt", "••• 08"),
    ],
)
def test_a_callback_is_told_with_its_number_where_the_call_keeps_none(
    number: str | None, closed: Millis | None, words: str, shown: str
) -> None:
    asked = MatterView(FactId("2" * 32), CallId("1" * 32), START, "••• 08", None, closed, None, None)
    note = row_of(call_row(number=number, callback=asked), BERLIN).callback
    assert note is not None
    assert (note.words, note.number, note.owed) == (words, shown, closed is None)
    assert row_of(call_row(), BERLIN).callback is None


def test_a_message_that_nobody_heard_is_told_as_new() -> None:
    note = row_of(call_row(unheard=True), BERLIN).unheard
    assert note is not None
    assert (note.words, note.owed) == ("Neue Nachricht, noch nicht gehört", True)
    assert row_of(call_row(), BERLIN).unheard is None


def test_who_wanted_a_human_did_not_just_say_no() -> None:
    asked = call_row(outcome="refused", refused_by="human_wanted", consent=Mark.REFUSED)
    assert row_of(asked, BERLIN).outcome == "Wollte einen Menschen sprechen"
    assert row_of(call_row(outcome="refused", refused_by="key"), BERLIN).outcome == "Wollte keine Aufnahme"


def test_a_running_call_has_no_length_yet() -> None:
    row = row_of(call_row(duration=None, outcome="", due_at=None, own_due_at=None), BERLIN)
    assert (row.length, row.outcome, row.fate) == ("–", "Gespräch läuft", "–")


def test_a_withheld_number_is_called_withheld() -> None:
    assert row_of(call_row(number=None, withheld=True), BERLIN).number == "unterdrückt"
