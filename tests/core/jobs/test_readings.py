"""The worker's readings say how far behind it is, and count rows without reading them."""

from __future__ import annotations

import pytest
from django.db import OperationalError

from rufschutz.adapters.metrics import names
from rufschutz.core.calls.models import Call
from rufschutz.core.jobs import readings as module
from rufschutz.core.jobs.counts import COUNTS
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.jobs.readings import Readings
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.supervision import ChildState, Supervision, write

HOUR = 3_600_000


class Time:
    def __init__(self, now):
        self.at, self.passed = now, 100.0

    def now(self):
        return Millis(self.at)


@pytest.fixture
def time(office):
    return Time(office.now)


@pytest.fixture
def readings(office, tmp_path, time):
    return Readings(office.desk, tmp_path, time.now, lambda: time.passed, lambda: None)


def found(measures):
    return {(m.metric, *m.labels): m.value for m in measures}


@pytest.mark.usefixtures("scope")
def test_a_recording_that_should_be_gone_is_a_lag(office, readings, time):
    office.recorded()
    before = found(readings.record())
    assert (before[names.OVERDUE,], before[names.OVERDUE_SECONDS,]) == (0, 0)
    assert before[names.RECORDS, "archived"] == 1
    assert before[names.QUARANTINED,] == 0
    time.at += 9 * DAY
    time.passed += 60
    after = found(readings.record())
    assert after[names.OVERDUE,] >= 1
    assert 0 < after[names.OVERDUE_SECONDS,] <= 9 * DAY / 1000


@pytest.mark.usefixtures("scope")
def test_an_erasure_that_is_stuck_is_a_lag(office, readings, time):
    office.recorded()
    time.at += 9 * DAY
    run((office.tenant,), office.place, Millis(time.at))
    Erasure.objects.update(state="wraps_destroyed")
    time.at += 3 * HOUR
    told = found(readings.record())
    assert (told[names.OVERDUE,], told[names.OVERDUE_SECONDS,]) == (1, 3 * 3600)


@pytest.mark.usefixtures("scope")
def test_a_number_that_nobody_needs_any_more_is_a_lag(office, readings, time):
    office.recorded()
    Call.objects.update(number_due_at=time.at)
    time.at += HOUR
    told = found(readings.record())
    assert (told[names.OVERDUE,], told[names.OVERDUE_SECONDS,]) == (1, 3600)


@pytest.mark.usefixtures("scope")
def test_what_was_archived_and_erased_is_counted_and_no_count_falls(office, readings, time):
    before = found(readings.counts())[names.ARCHIVED,]
    office.recorded()
    assert found(readings.counts())[names.ARCHIVED,] == before + 1
    assert found(readings.record())[names.ERASED, "sweep"] == 0
    done = []
    for day in (9, 400):
        run((office.tenant,), office.place, Millis(office.now + day * DAY))
        time.passed += 60
        done.append(found(readings.record())[names.ERASED, "sweep"])
    assert 0 < done[0] < done[1]
    assert found(readings.record())[names.ERASED, "withdrawal"] == 0


@pytest.mark.usefixtures("scope")
def test_what_waits_to_be_logged_and_to_be_taken_is_told(office, readings, time):
    office.recorded()
    call = office.call()
    call.start()
    time.at += 5_000
    told = found(readings.record())
    assert told[names.OUTBOX,] > 0
    assert told[names.OUTBOX_SECONDS,] >= 0
    assert told[names.DAMAGED,] == 0
    assert told[names.LAG,] >= 0


@pytest.mark.usefixtures("scope")
def test_the_database_is_asked_once_in_ten_seconds(readings, time, monkeypatch):
    looks = []
    monkeypatch.setattr(module.Readings, "_look", lambda _self, now: looks.append(now) or ())
    for passed in (0, 5, 9.9, 10, 15):
        time.passed = 100 + passed
        assert found(readings.record())[names.LOOKED,] < 10
    assert len(looks) == 2


@pytest.mark.usefixtures("scope")
def test_ready_is_a_sweep_that_went_well_within_two_hours(readings, time):
    assert readings.ready() == ("nothing was swept yet",)
    Schedule.objects.create(name="sweep", next_at=time.at, finished_at=time.at)
    assert readings.ready() == ()
    time.at += 3 * HOUR
    assert readings.ready() == ("the last sweep that went well is too long ago",)


def test_a_database_that_is_away_makes_it_not_ready_and_nothing_else(readings, monkeypatch):
    def away(**_):
        raise OperationalError("away")

    monkeypatch.setattr(module.Schedule.objects, "filter", away)
    assert readings.ready() == ("the database does not answer",)
    assert found(readings.counts())[names.READY,] == 0
    assert readings.live() == ()


@pytest.mark.usefixtures("scope")
def test_a_failed_job_is_named(readings, time):
    Schedule.objects.create(name="log", next_at=time.at, finished_at=time.at - 5_000, fault="did not finish")
    told = found(readings.record())
    assert told[names.JOB_FAILED, "log"] == 1
    assert told[names.JOB_AGE, "log"] == 5


def test_a_loop_that_does_not_come_round_is_not_alive(readings, time):
    time.passed += 601
    assert readings.live() == ("the loop hangs since 601 s",)
    COUNTS.rounds += 1
    assert readings.live() == ()


def test_how_the_supervisor_s_children_fare(readings, tmp_path):
    assert found(readings.children()) == {}
    write(
        tmp_path,
        Supervision(0, 1, False, (ChildState("voice", 7), ChildState("web", 0, falls=4, restarts=9))),
    )
    told = found(readings.children())
    assert (told[names.CHILD_UP, "voice"], told[names.CHILD_UP, "web"]) == (1, 0)
    assert told[names.CHILD_FALLS, "web"] == 4
    assert (told[names.CHILD_RESTARTS, "voice"], told[names.CHILD_RESTARTS, "web"]) == (0, 9)


@pytest.mark.usefixtures("scope")
def test_the_page_is_readable(readings):
    told = readings.told()
    assert b"rufschutz_worker_facts_applied_total" in told.page()
    assert b"rufschutz_worker_deletions_overdue 0.0" in told.page()
