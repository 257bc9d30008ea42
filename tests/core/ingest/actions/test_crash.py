"""Kill voice at any moment: the end of the call is known, and what was consented to is kept as cut short."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.core.ingest.actions.crash import dead_calls, end_dead_calls
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool import SpoolWriter
from rufschutz.vault.seal.spool import SpoolSealer


def end_dead(office, at=0):
    dead = dead_calls(office.tenant, office.desk)
    office.take()
    return end_dead_calls(office.tenant, dead, office.desk, Millis(office.now + 60_000 + at))


@pytest.mark.usefixtures("scope")
def test_a_living_process_ends_its_calls_itself(office):
    office.call(at=2_900_000_000_000).start()
    office.take()
    assert end_dead(office) == 0


@pytest.mark.usefixtures("scope")
def test_a_call_in_the_notice_ends_as_hung_up(office):
    office.call().start()
    office.take()
    office.voice.close()
    assert end_dead(office) == 1
    call = Call.objects.get()
    assert (call.outcome, call.ended_by, call.kind) == ("hung_up_in_notice", "crash", "call_metadata_bare")


@pytest.mark.usefixtures("scope")
def test_what_was_sealed_is_kept_as_cut_short(office):
    office.call().start().yes().record().speak()
    office.take()
    office.voice.close()
    assert end_dead(office) == 1
    assert Call.objects.get().outcome == "yes_and_recorded"
    office.archive()
    row = Recording.objects.get()
    assert (row.state, row.cut_short, row.length) == (State.ARCHIVED, True, 2000)


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (ConsentState.WITHDRAWN, "yes_then_star"),
        pytest.param(ConsentState.INVALIDATED, "minor_or_third_voice", marks=pytest.mark.rule("R110")),
    ],
)
@pytest.mark.usefixtures("scope")
def test_a_withdrawal_that_was_being_carried_out_is_carried_out(office, state, outcome):
    caller = office.call().start().yes().record().speak().withdraw(state=state)
    office.take()
    office.voice.close()
    assert end_dead(office) == 1
    assert Call.objects.get().outcome == outcome
    assert Recording.objects.get().state == State.DESTROYED_BEFORE_STORAGE
    assert not list(office.desk.journals.iterdir())
    assert Erasure.objects.get().artefact == caller.artefact


@pytest.mark.rule("R48")
@pytest.mark.usefixtures("scope")
def test_nothing_is_called_destroyed_before_it_was(office):
    office.call().start().yes().record().speak().withdraw()
    office.take()
    office.voice.close()
    end_dead(office, at=4 * 3_600_000)
    erased = Erasure.objects.get()
    assert erased.destroyed_at == erased.verified_at == office.now + 60_000 + 4 * 3_600_000
    assert '"actor":"ingest"' in OutboxEntry.objects.get(event="retention:artefact:erased").payload


@pytest.mark.usefixtures("scope")
def test_a_journal_that_never_began_is_no_recording(office):
    caller = office.call().start().yes().record()
    assert caller.journal is not None
    caller.journal.destroy()
    office.take()
    office.voice.close()
    end_dead(office)
    assert Call.objects.get().outcome == "recording_failed"
    assert TimelineEntry.objects.get(kind=EntryKind.RECORDING_GONE).detail["reason"] == "recorder_failed"


@pytest.mark.usefixtures("scope")
def test_ending_it_again_changes_nothing(office):
    office.call().start().yes().record().speak()
    office.take()
    dead = dead_calls(office.tenant, office.desk)
    office.voice.close()
    dead = dead_calls(office.tenant, office.desk)
    assert end_dead_calls(office.tenant, dead, office.desk, office.now) == 1
    assert end_dead_calls(office.tenant, dead, office.desk, office.now) == 0
    assert TimelineEntry.objects.filter(kind=EntryKind.ENDED).count() == 1


@pytest.mark.usefixtures("scope")
def test_a_process_started_anew_under_the_same_name_does_not_hide_the_dead(office):
    office.call(at=1_000_000_000_000).start()
    office.take()
    office.voice.close()
    again = SpoolWriter.open(office.desk.spool, "voice-1", 2, SpoolSealer.create(office.spool_key))
    assert end_dead(office) == 1
    again.close()


@pytest.mark.usefixtures("scope")
def test_what_the_dead_wrote_last_is_read_before_the_call_is_ended(office):
    caller = office.call().start().yes().record().speak()
    office.take()
    caller.keep().end("yes_and_recorded")
    office.voice.close()
    assert end_dead(office) == 0
    assert Call.objects.get().ended_by == "caller"
