"""Jobs run when they are due, and again after a failure; losing the table loses nothing."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from rufschutz.core.audit.models import LogHead
from rufschutz.core.calls.models import Call
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs import actions
from rufschutz.core.jobs.actions import JOBS, Job, Works, poll, run_due
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.purposes.actions import Shelves, adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis, to_datetime

HOUR = 3_600_000


@pytest.fixture
def works(office, tmp_path, monkeypatch):
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("1" * 32), office.now)
    monkeypatch.setattr(actions, "JOBS", tuple(job for job in JOBS if job.name != "plans"))
    shelves = Shelves(tmp_path / "plans", tmp_path / "clips")
    return Works(office.desk, office.place, shelves, office.log, SpoolTaker(office.desk))


@pytest.mark.usefixtures("scope")
def test_a_poll_takes_facts_and_archives_what_ended(office, works):
    office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    assert poll(works, office.now) == 6
    assert Recording.objects.get().state == State.ARCHIVED
    assert poll(works, office.now) == 0


@pytest.mark.usefixtures("scope")
def test_everything_is_due_at_first_and_then_by_its_own_period(office, works):
    assert set(run_due(works, office.now)) == {"ends", "sweep", "log", "retire", "watch"}
    assert run_due(works, Millis(office.now + 500)) == ()
    assert run_due(works, Millis(office.now + 1000)) == ("log",)
    assert "sweep" in run_due(works, Millis(office.now + HOUR))


@pytest.mark.usefixtures("scope")
def test_the_sweep_erases_what_is_due_and_the_log_says_so(office, works):
    office.recorded()
    run_due(works, office.now)
    size = LogHead.objects.get().size
    run_due(works, Millis(office.now + 8 * DAY))
    assert Recording.objects.get().state == State.ERASED
    assert LogHead.objects.get().size > size


@pytest.mark.usefixtures("scope")
def test_dropping_the_whole_table_loses_no_deletion(office, works):
    office.recorded()
    run_due(works, office.now)
    Schedule.objects.all().delete()
    run_due(works, Millis(office.now + 8 * DAY))
    assert Recording.objects.get().state == State.ERASED


def test_once_a_day_sessions_that_are_over_go(office, works):
    Session.objects.create(
        session_key="over", session_data="", expire_date=to_datetime(Millis(office.now - 1))
    )
    run_due(works, office.now)
    assert not Session.objects.exists()


@pytest.mark.usefixtures("scope")
def test_calls_of_a_dead_process_are_ended(office, works):
    office.call().start()
    poll(works, office.now)
    office.voice.close()
    run_due(works, office.now)
    assert Call.objects.get().ended_by == "crash"


def test_a_job_that_fails_says_so_and_is_due_again(office, works, monkeypatch):
    def fail(*_):
        raise OSError("no space")

    monkeypatch.setattr(actions, "JOBS", (Job("broken", 1000, fail),))
    with pytest.raises(OSError, match="no space"):
        run_due(works, office.now)
    row = Schedule.objects.get(name="broken")
    assert (row.fault, row.finished_at, row.next_at) == ("did not finish", None, office.now)


def test_a_job_that_fails_keeps_no_other_from_running(office, works, monkeypatch):
    def fail(*_):
        raise OSError("no space")

    ran = []
    jobs = (Job("broken", 1000, fail), Job("sweep", 1000, lambda parts, now: ran.append(now)))
    monkeypatch.setattr(actions, "JOBS", jobs)
    with pytest.raises(OSError, match="no space"):
        run_due(works, office.now)
    assert ran == [office.now]


def test_a_clock_that_ran_ahead_for_a_while_stops_no_job(office, works):
    ahead = Millis(office.now + 365 * DAY)
    Schedule.objects.create(name="sweep", next_at=ahead)
    assert "sweep" in run_due(works, office.now)


def test_a_fact_that_waits_a_day_is_an_alarm(office, works, caplog):
    office.call().start()
    run_due(Works(works.desk, works.place, works.shelves, works.log, Deaf()), Millis(office.now + 2 * DAY))
    assert "waits in the spool" in caplog.text


class Deaf:
    """A taker that takes nothing."""

    def take(self, now):
        from rufschutz.core.ingest.actions.spool import Taken

        return Taken(0, ())
