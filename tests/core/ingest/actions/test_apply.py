"""What exists after a call is what ``stored_after`` names, and nothing else."""

from __future__ import annotations

import pytest

from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.call.facts import DestroyedBecause, RefusedBy
from rufschutz.domain.ids import CallId

DAY = 86_400_000


def kinds() -> set[str]:
    found = {row.kind for row in Call.objects.all()} | {row.kind for row in ConsentEvent.objects.all()}
    found |= {row.kind for row in Recording.objects.all() if row.state in (State.KEPT, State.ARCHIVED)}
    return found | ({"matter"} if Matter.objects.exists() else set())


@pytest.mark.usefixtures("scope")
def test_a_yes_and_a_message_keep_recording_consent_call_and_number(office):
    office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    assert office.take() == 6
    assert kinds() == {"call_metadata", "consent_given", "recording_matter"}
    call = Call.objects.get()
    assert call.number_mask == "••• 42"
    assert len(call.number_index) == 64


@pytest.mark.rule("R39")
@pytest.mark.usefixtures("scope")
def test_the_number_stands_nowhere_in_the_clear(office):
    caller = office.call().start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take()
    rows = [*Call.objects.values_list(), *Matter.objects.values_list(), *Consent.objects.values_list()]
    rows += [*TimelineEntry.objects.values_list(), *ConsentEvent.objects.values_list()]
    stored = b"".join(
        bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for r in rows for v in r
    )
    assert caller.number.encode() not in stored
    assert caller.number[1:].encode() not in stored
    assert b"3023125" not in stored


@pytest.mark.rule("R17")
@pytest.mark.usefixtures("scope")
def test_after_a_star_neither_recording_nor_number_is_left_but_the_proof(office):
    caller = office.call().start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    assert kinds() == {"call_metadata_bare", "consent_withdrawn"}
    assert Recording.objects.get().state == State.DESTROYED_BEFORE_STORAGE
    call = Call.objects.get()
    assert (call.number_sealed, call.number_index, call.number_mask) == (None, "", "")
    assert {row.number_index for row in Consent.objects.all()} == {""}
    erasure = Erasure.objects.get()
    assert (erasure.artefact, erasure.before_storage, erasure.state) == (caller.artefact, True, "logged")


@pytest.mark.usefixtures("scope")
def test_a_yes_without_a_word_leaves_a_bare_call_and_an_unused_consent(office):
    office.call().start().yes().record().destroy(DestroyedBecause.NOTHING_SAID).end("yes_nothing_said")
    office.take()
    assert kinds() == {"call_metadata_bare", "consent_unused"}
    assert Call.objects.get().number_mask == ""


@pytest.mark.rule("R104")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    ("refused_by", "outcome"),
    [(RefusedBy.KEY, "refused"), (RefusedBy.SILENCE, "silence_or_unclear")],
)
def test_a_no_names_no_person(office, refused_by, outcome):
    office.call().start().no(refused_by).end(outcome)
    office.take()
    assert kinds() == {"call_metadata_bare", "consent_refused"}
    call = Call.objects.get()
    assert (call.number_sealed, call.number_mask) == (None, "")


@pytest.mark.rule("R104")
@pytest.mark.usefixtures("scope")
def test_after_a_no_only_the_confirmed_number_is_kept(office):
    office.call().start().no().ask_back("+493023125007").end("refused")
    office.take()
    assert kinds() == {"call_metadata", "consent_refused", "matter"}
    assert Matter.objects.get().number_mask == "••• 07"
    assert Call.objects.get().number_mask == ""


@pytest.mark.usefixtures("scope")
def test_hanging_up_in_the_notice_leaves_a_bare_call_whose_number_would_go_after_a_day(office):
    office.call().start().end("hung_up_in_notice")
    office.take()
    assert kinds() == {"call_metadata_bare"}
    call = Call.objects.get()
    assert call.number_due_at is not None
    assert call.ended_at is not None
    assert call.number_due_at <= call.ended_at + DAY


@pytest.mark.rule("R110")
@pytest.mark.usefixtures("scope")
def test_a_withheld_number_is_nowhere(office):
    office.call(number=None).start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    call = Call.objects.get()
    assert call.withheld
    assert (call.number_sealed, call.number_index, call.number_mask) == (None, "", "")


@pytest.mark.rule("R19")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    "changes",
    [
        {"promised": None},
        {"key_started_at": None},
        {"text": None},
        {"question_ended_at": 9_990_000_000_000},
    ],
)
def test_a_recording_whose_yes_shows_nothing_goes_into_quarantine_with_14_days(office, changes):
    caller = office.call().start().yes(**changes).record().speak().keep().end("yes_and_recorded")
    office.take()
    row = Recording.objects.get()
    assert row.kind == "quarantine"
    assert row.due_at is not None
    assert 13 * DAY < row.due_at - caller.at < 16 * DAY
    assert Call.objects.get().number_mask == ""


@pytest.mark.rule("R19")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(("after", "kind"), [(1_500, "quarantine"), (1_501, "recording_matter")])
def test_a_yes_of_unknown_start_shows_that_it_was_told_late_enough(office, after, kind):
    caller = office.call().start()
    ended = caller.at + 1_000 - after
    caller.yes(key_started_at=None, question_ended_at=ended).record().speak().keep().end("yes_and_recorded")
    office.take()
    assert Recording.objects.get().kind == kind


@pytest.mark.rule("R19")
@pytest.mark.usefixtures("scope")
def test_a_recording_of_another_calls_consent_goes_into_quarantine(office):
    first = office.call("1").start().yes()
    second = office.call("2").start()
    second.consent = first.consent
    second.record().speak().keep().end("yes_and_recorded")
    office.take()
    assert Recording.objects.get().kind == "quarantine"


@pytest.mark.rule("R98")
@pytest.mark.usefixtures("scope")
def test_what_was_promised_binds(office):
    caller = office.call().start().yes(promised="P2D").record().speak().keep().end("yes_and_recorded")
    office.take()
    row = Recording.objects.get()
    assert row.due_at == row.promised_until
    assert row.due_at is not None
    assert row.due_at - caller.at < 3 * DAY


@pytest.mark.usefixtures("scope")
def test_a_fact_of_a_call_that_never_began_stops_its_file(office):
    office.call().yes()
    assert office.take() == 0
    assert not ConsentEvent.objects.filter(call=CallId("x")).exists()
