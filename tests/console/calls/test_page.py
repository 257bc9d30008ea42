from __future__ import annotations

import pytest
from django.utils import translation

from rufschutz.console.calls.page import due_words, recording_part
from rufschutz.console.log.views import file_name
from rufschutz.core.recordings.queries import Gap, RecordingView, State
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.ids import ArtefactId, CallId, PurposeId, RuleId
from rufschutz.domain.moments import DAY, Millis

AT = Millis(1_790_000_000_000)
BERLIN = "Europe/Berlin"


def recording(**changes: object) -> RecordingView:
    values: dict[str, object] = {
        "id": ArtefactId("7" * 32),
        "call": CallId("1" * 32),
        "purpose": PurposeId("record_matter"),
        "state": State.ARCHIVED,
        "started_at": AT,
        "ended_at": AT,
        "length": 32_000,
        "cut_short": False,
        "gaps": (),
        "promised_until": None,
        "due_at": Millis(AT + 7 * DAY),
        "erased_at": None,
        "proven_at": None,
        "rule": RuleId("recording_matter"),
        "fault": "",
    }
    return RecordingView(**{**values, **changes})  # type: ignore[arg-type]


def test_there_is_a_player_or_a_reason_why_not() -> None:
    assert recording_part(recording(), BERLIN, "token").refusal == ""
    assert "hört sie aber nicht" in recording_part(recording(), BERLIN, "").refusal


@pytest.mark.parametrize("state", [state for state in State if state is not State.ARCHIVED])
def test_without_sound_the_state_is_told(state: State) -> None:
    part = recording_part(recording(state=state), BERLIN, "")
    assert part.refusal == ""
    assert part.state.endswith(".")


def test_the_fate_names_the_promise_where_it_binds() -> None:
    plain = recording_part(recording(), BERLIN, "token").fate
    bound = recording_part(recording(promised_until=Millis(AT + 7 * DAY)), BERLIN, "token").fate
    assert plain == "Wird gelöscht bis 28.\u00a0September 2026."
    assert bound.endswith("wie dem Anrufer zugesagt.")


def test_where_a_deletion_is_told_so_is_what_backups_still_open() -> None:
    gone = recording(state=State.ERASED, erased_at=AT, due_at=None)
    assert "keine Sicherung" in recording_part(gone, BERLIN, "").backups
    later = recording_part(gone, BERLIN, "", Millis(AT + 7 * DAY)).backups
    assert later.endswith("längstens bis 28.\u00a0September 2026.")
    assert recording_part(recording(), BERLIN, "token").backups == ""
    never_stored = recording(state=State.DESTROYED_BEFORE_STORAGE, erased_at=AT, due_at=None)
    assert recording_part(never_stored, BERLIN, "").backups == ""


def test_a_withdrawn_recording_names_the_day_and_the_withdrawal() -> None:
    gone = recording(state=State.ERASED, erased_at=AT, due_at=None, cause=Cause.WITHDRAWAL)
    part = recording_part(gone, BERLIN, "")
    assert part.deleted == "Gelöscht am 21.\u00a0September 2026 auf Widerruf."


def test_a_deleted_recording_names_day_and_rule_and_its_proof() -> None:
    gone = recording(state=State.ERASED, erased_at=AT, due_at=None)
    part = recording_part(gone, BERLIN, "")
    assert part.deleted == "Gelöscht am 21.\u00a0September 2026 nach Regel „recording_matter“."
    assert part.certificate == ""
    proven = recording_part(
        recording(state=State.ERASED, erased_at=AT, due_at=None, proven_at=AT), BERLIN, ""
    )
    assert proven.certificate.endswith("/loeschbestaetigung.json")


def test_what_never_was_stored_says_so() -> None:
    gone = recording(state=State.DESTROYED_BEFORE_STORAGE, erased_at=AT, due_at=None)
    assert "bevor etwas gespeichert war" in recording_part(gone, BERLIN, "").deleted


def test_gaps_and_a_sudden_end_are_told() -> None:
    part = recording_part(
        recording(gaps=(Gap(5_000, 9_000, "privacy_text"),), cut_short=True), BERLIN, "token"
    )
    assert part.gaps == (
        "Lücke bei 0:05: 9 Sekunden nicht aufgenommen, der Datenschutztext wurde vorgelesen.",
    )
    assert "brach nach 32 Sekunden ab" in part.cut_short


def test_a_gap_on_hold_is_our_announcement_too() -> None:
    (gap,) = recording_part(recording(gaps=(Gap(5_000, 12_000, "hold"),)), BERLIN, "token").gaps
    assert gap == (
        "Lücke bei 0:05: 12 Sekunden nicht aufgenommen, "
        "in der Warteschleife und während unserer Ansage danach."
    )


def test_no_date_is_a_dash() -> None:
    assert due_words(None, BERLIN) == "–"


@pytest.mark.parametrize(
    ("language", "name"), [("de", "loeschbestaetigung-0123.json"), ("en", "certificate-of-erasure-0123.json")]
)
def test_a_certificate_is_named_in_the_language_of_the_page(language: str, name: str) -> None:
    with translation.override(language):
        assert file_name(ArtefactId("0123")) == name
