from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import DestroyRecording, Store
from rufschutz.domain.call.events import RecorderFailed, RecordingDestroyed, RecordingStopped
from rufschutz.domain.call.facts import DestroyedBecause, RecordingGone, RecordingKept
from rufschutz.domain.call.outbox import Outbox
from rufschutz.domain.call.recordings import RecordingError, Recordings
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.consent.grant import GrantError


@pytest.fixture
def outbox(make_script, ids):
    return Outbox(make_script(), ids)


@pytest.fixture
def recordings(outbox):
    return Recordings(outbox)


@pytest.fixture
def gate():
    return ConsentGate("tenant", "call", 300)


@pytest.fixture
def grant(gate):
    gate.ask("handle_matter", 1)
    gate.played(1, 1_000, completed=True, alive=True)
    gate.yes(1_300, "consent")
    return gate.stored("consent")


def facts_of(outbox):
    return [order.fact for order in outbox.drain() if isinstance(order, Store)]


@pytest.mark.rule("R12")
def test_a_dead_grant_opens_nothing(recordings, outbox, gate, grant):
    gate.end()
    with pytest.raises(GrantError):
        recordings.start(grant, None)
    assert outbox.drain() == ()


def test_two_recordings_are_never_open(recordings, grant):
    recordings.start(grant, None)
    with pytest.raises(RecordingError) as refused:
        recordings.start(grant, None)
    assert "Stop" in refused.value.diagnostics()


@pytest.mark.parametrize("act", [lambda them: them.pause("reason"), lambda them: them.resume()])
def test_what_is_not_open_cannot_be_paused_or_resumed(recordings, grant, act):
    with pytest.raises(RecordingError):
        act(recordings)
    recordings.start(grant, None)
    recordings.stop()
    with pytest.raises(RecordingError):
        act(recordings)


@pytest.mark.rule("R12")
def test_a_pause_is_not_resumed_under_a_dead_grant(recordings, gate, grant):
    recordings.start(grant, None)
    recordings.pause("privacy_text")
    gate.end()
    with pytest.raises(GrantError):
        recordings.resume()


def test_answers_about_what_is_not_there_change_nothing(recordings, outbox, grant):
    artefact = recordings.start(grant, None)
    outbox.drain()
    for name in ["other", artefact]:
        recordings.stopped(RecordingStopped(1, name, 5_000, 4_000))
        recordings.destroyed(RecordingDestroyed(1, name))
    assert not recordings.failed(RecorderFailed(1, "other", "reason"))
    assert recordings.running
    assert outbox.drain() == ()


@pytest.mark.rule("R17")
def test_a_withdrawal_reaches_what_is_open_closing_and_closed(recordings, outbox, grant):
    closed, closing, still_open = [], [], []
    for them in (closed, closing, still_open):
        them.append(recordings.start(grant, None))
        if them is not still_open:
            recordings.stop()
        if them is closed:
            recordings.stopped(RecordingStopped(1, closed[0], 5_000, 4_000))
    outbox.drain()
    recordings.withdraw()
    assert [order.artefact for order in outbox.drain()] == [*closed, *closing, *still_open]
    assert not recordings.hold_sound
    recordings.withdraw()
    assert outbox.drain() == ()


@pytest.mark.rule("R17")
def test_a_journal_that_closes_after_its_destruction_was_ordered_stays_condemned(recordings, outbox, grant):
    artefact = recordings.start(grant, None)
    recordings.stop()
    recordings.withdraw()
    outbox.drain()
    recordings.stopped(RecordingStopped(1, artefact, 5_000, 4_000))
    assert recordings.unsettled
    recordings.destroyed(RecordingDestroyed(2, artefact))
    (gone,) = facts_of(outbox)
    assert isinstance(gone, RecordingGone)
    assert gone.because is DestroyedBecause.WITHDRAWN
    recordings.keep()
    assert outbox.drain() == ()


def test_only_what_is_closed_is_kept(recordings, outbox, grant):
    artefact = recordings.start(grant, "+493023125047")
    recordings.keep()
    assert not [fact for fact in facts_of(outbox) if isinstance(fact, RecordingKept)]
    recordings.stop()
    recordings.stopped(RecordingStopped(1, artefact, 5_000, 4_000))
    assert recordings.kept
    outbox.drain()
    recordings.keep()
    (kept,) = facts_of(outbox)
    assert (kept.artefact, kept.length, kept.voiced) == (artefact, 5_000, 4_000)


def test_a_closed_journal_cannot_fail_any_more(recordings, outbox, grant):
    artefact = recordings.start(grant, None)
    recordings.stop()
    recordings.stopped(RecordingStopped(1, artefact, 5_000, 4_000))
    assert not recordings.failed(RecorderFailed(2, artefact, "reason"))
    assert recordings.kept


def test_a_failure_costs_a_message_once(recordings, outbox, grant):
    artefact = recordings.start(grant, None)
    outbox.drain()
    assert recordings.failed(RecorderFailed(1, artefact, "no space"))
    assert outbox.drain() == (DestroyRecording(artefact),)
    assert not recordings.failed(RecorderFailed(2, artefact, "cannot unlink"))
    assert recordings.lost
    assert not recordings.unsettled
