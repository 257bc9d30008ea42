"""A restore forgets no erasure that a data subject wanted, and brings none back that was decided."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import approve, reject, take_back, take_effect_due
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.models import Tombstone
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.actions.placing import place
from rufschutz.core.retention.actions import resume, run, stop, stopped
from rufschutz.core.retention.actions.requested import enter_erasure, enter_erasure_alone
from rufschutz.core.retention.models import RunStop
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.proposal import State
from rufschutz.domain.approval.subject import SUBJECT_WAITS
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.tombstones import Stone, What

REQUESTS = (What.ERASURE_ASKED, What.ERASURE_DECIDED)


def stones(office, *whats: What) -> list[Stone]:
    rows = Tombstone.objects.filter(what__in=whats).order_by("pk")
    return [
        Stone(office.tenant, Millis(row.at), What(row.what), tuple(row.names), row.detail) for row in rows
    ]


def restore(office, told, at) -> None:
    for _ in range(2):
        reapply(told, frozenset([office.tenant]), Hand(office.desk.keys, office.place, at))


@pytest.mark.rule("R44", "R66")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("alone", [False, True])
def test_what_a_restore_lost_waits_again_and_is_gone_after_its_72_hours(office, call, first, now, alone):
    keys = office.desk.keys
    asked = (
        enter_erasure_alone(office.tenant, call, keys, now)
        if alone
        else enter_erasure(first, call, "Am Telefon verlangt", keys, now)
    )
    told = stones(office, *REQUESTS)
    Proposal.objects.all().delete()
    restore(office, told, Millis(now + DAY))
    (row,) = Proposal.objects.all()
    assert (row.id, row.state, row.ripe_at) == (asked.proposal, State.WAITING, now + SUBJECT_WAITS)
    with pytest.raises(errors.NotYoursError):
        take_back(first, row.id, Millis(now + DAY))
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == (call,)
    assert not Call.objects.filter(id=call).exists()


@pytest.mark.rule("R44", "R66")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("end", [State.TAKEN_BACK, State.REJECTED, State.IN_FORCE])
def test_what_was_decided_does_not_wait_again(office, call, first, second, now, end):
    asked = enter_erasure(first, call, "Am Telefon verlangt", office.desk.keys, now).proposal
    before = Proposal.objects.get(id=asked)
    if end is State.TAKEN_BACK:
        take_back(first, asked, now)
    elif end is State.IN_FORCE:
        approve(second, asked, before.sha256, now, now)
    else:
        words = {"opponent": "Gegenseite", "claim": "Anspruch", "counsel": "Kanzlei"}
        ground = Ground(Kind.LEGAL_HOLD, "Streit", Millis(now + 30 * DAY), told=True, **words)
        place(first, call, ground, office.desk.keys, now)
        reject(second, asked, now)
    told = stones(office, *REQUESTS)
    before.save()
    restore(office, told, Millis(now + DAY))
    assert Proposal.objects.get(id=asked).state == end
    assert take_effect_due(Millis(now + SUBJECT_WAITS)) == ()


@pytest.mark.usefixtures("scope")
def test_of_a_call_that_the_backup_does_not_know_nothing_waits(office, call, first, now):
    enter_erasure(first, call, "Am Telefon verlangt", office.desk.keys, now)
    told = [Stone(office.tenant, now, What.ERASURE_ASKED, ("7" * 32,), "8" * 32)]
    Proposal.objects.all().delete()
    restore(office, told, now)
    assert not Proposal.objects.exists()


@pytest.mark.rule("R43", "R66")
@pytest.mark.usefixtures("scope")
def test_deletion_runs_that_were_stopped_in_the_gap_stand_still_again(office, owner, now):
    at = Millis(now + 8 * DAY)
    made = stop(owner, "a claim is near", Millis(at + 2 * DAY), at)
    told = stones(office, What.STOPPED)
    RunStop.objects.all().delete()
    restore(office, told, Millis(at + DAY))
    again = stopped(office.tenant, Millis(at + DAY))
    assert again is not None
    assert (again.by, again.since, again.until) == (made.by, made.since, made.until)
    assert "claim" not in again.reason
    assert run([office.tenant], office.place, Millis(at + DAY)).total == 0
    assert stopped(office.tenant, Millis(at + 2 * DAY)) is None


@pytest.mark.rule("R43", "R66")
@pytest.mark.usefixtures("scope")
def test_deletion_runs_that_went_on_in_the_gap_go_on(office, owner, now):
    stop(owner, "a claim is near", Millis(now + 2 * DAY), now)
    resume(owner, Millis(now + DAY))
    told = stones(office, What.STOPPED)
    RunStop.objects.update(ended_at=None)
    restore(office, told, Millis(now + DAY))
    assert stopped(office.tenant, Millis(now + DAY)) is None
