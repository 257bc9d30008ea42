"""Runs can be stopped for a while; what somebody was promised at once is deleted all the same."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import resume, run, stop, stopped, withdraw
from rufschutz.core.retention.actions.stopping import forget_stop
from rufschutz.core.retention.models import Erasure, RunStop
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.stop import NotStoppedError, StopError

SWEEP = import_module("rufschutz.core.retention.actions.sweep")
WHY = "a period was adopted by mistake"


def later(office, days):
    return Millis(office.now + days * DAY)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R43")
def test_while_runs_are_stopped_nothing_begins_and_then_everything_goes(office, owner):
    office.recorded()
    at = later(office, 8)
    stop(owner, WHY, Millis(at + DAY), at)
    stood = run([office.tenant], office.place, at)
    assert (stood.total, stood.stopped) == (0, 1)
    assert Recording.objects.get().state == State.ARCHIVED
    resume(owner, Millis(at + 1))
    assert run([office.tenant], office.place, Millis(at + 2)).total == 1
    assert not RunStop.objects.exists()
    events = OutboxEntry.objects.order_by("id").values_list("event", flat=True)
    told = [event for event in events if event.startswith("retention:run")]
    assert told == ["retention:run:stopped", "retention:run:resumed", "retention:run:finished"]


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R43")
def test_a_stop_ends_by_itself(office, owner):
    office.recorded()
    at = later(office, 8)
    stop(owner, WHY, Millis(at + DAY), at)
    assert run([office.tenant], office.place, Millis(at + DAY - 1)).total == 0
    assert run([office.tenant], office.place, Millis(at + DAY)).total == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_withdrawal_is_never_stopped(office, owner):
    caller = office.recorded()
    stop(owner, WHY, later(office, 1), office.now)
    withdraw(owner, caller.id, office.desk.keys, office.place, office.now)
    assert Erasure.objects.get(artefact=caller.artefact).state == "logged"


@pytest.mark.usefixtures("scope")
def test_what_lost_its_keys_before_the_stop_is_finished(office, owner, monkeypatch):
    office.recorded()
    at = later(office, 8)
    with monkeypatch.context() as patch:
        patch.setattr(SWEEP, "_advance", lambda *_: 0)
        run([office.tenant], office.place, at)
    assert Erasure.objects.get().state == "wraps_destroyed"
    stop(owner, WHY, Millis(at + DAY), at)
    run([office.tenant], office.place, at)
    assert Erasure.objects.get().state == "logged"


@pytest.mark.usefixtures("scope")
def test_a_sweep_that_is_running_begins_no_further_batch(office, owner, monkeypatch):
    for name in "123":
        office.recorded(name)
    at = later(office, 8)
    monkeypatch.setattr(SWEEP, "BATCH", 1)
    breaths = []

    def breathe():
        if not breaths:
            stop(owner, WHY, Millis(at + DAY), at)
        breaths.append(1)

    assert run([office.tenant], office.place, at, breathe=breathe).total == 1
    assert Recording.objects.filter(state=State.ARCHIVED).count() == 2


@pytest.mark.usefixtures("scope")
def test_no_second_stop_before_a_run_went_through(office, owner):
    stop(owner, WHY, later(office, 1), office.now)
    with pytest.raises(StopError, match="already"):
        stop(owner, WHY, later(office, 2), office.now)
    resume(owner, office.now)
    with pytest.raises(StopError, match="next run comes first"):
        stop(owner, WHY, later(office, 2), office.now)
    run([office.tenant], office.place, office.now)
    assert stop(owner, WHY, later(office, 2), office.now).in_force(office.now)


@pytest.mark.usefixtures("scope")
def test_what_is_not_stopped_cannot_go_on(office, owner):
    with pytest.raises(NotStoppedError):
        resume(owner, office.now)
    forget_stop(office.tenant, office.now)


@pytest.mark.parametrize("role", [Role.AGENT, Role.DATA_PROTECTION_OFFICER, Role.OPERATOR, Role.DEPUTY])
def test_who_does_not_manage_stops_nothing(office, owner, role):
    with pytest.raises(AccessDenied):
        stop(replace(owner, role=role), WHY, later(office, 1), office.now)
    with pytest.raises(AccessDenied):
        resume(replace(owner, role=role), office.now)


def test_losing_the_queue_loses_neither_the_stop_nor_what_is_due(office, owner):
    office.recorded()
    at = later(office, 8)
    stop(owner, WHY, Millis(at + DAY), at)
    Schedule.objects.all().delete()
    assert stopped(office.tenant, at) is not None
    resume(owner, at)
    with tenant_scope(office.tenant):
        assert run([office.tenant], office.place, at).total == 1


class Crash(BaseException):
    """The process is gone."""


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("doing", ["stop", "resume"])
def test_a_death_before_the_log_leaves_everything_as_it_was(office, owner, monkeypatch, doing):
    if doing == "resume":
        stop(owner, WHY, later(office, 1), office.now)
    before = stopped(office.tenant, office.now)

    def dying(*_):
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("rufschutz.core.retention.actions.stopping.record", dying)
        with pytest.raises(Crash):
            stop(owner, WHY, later(office, 1), office.now) if before is None else resume(owner, office.now)
    assert stopped(office.tenant, office.now) == before
