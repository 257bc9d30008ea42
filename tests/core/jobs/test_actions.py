"""Jobs run when they are due, and again after a failure; losing the table loses nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.models import Session

from rufschutz.adapters.logs import LogChoice
from rufschutz.core.audit.models import LogHead
from rufschutz.core.calls.models import Call
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.jobs import actions, worker
from rufschutz.core.jobs.actions import JOBS, SWEEP_AHEAD, Job, Works, poll, run_due
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.purposes.actions import Draft, Refreshed, Shelves, adopt_policy, propose, publication
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.call.facts import ReceiptIssued, WithdrawalTyped
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis, to_datetime

HOUR = 3_600_000


class Noon:
    """A clock that stands still."""

    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment

    def passed(self):
        return 0


@pytest.fixture
def works(office, tmp_path, monkeypatch):
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("1" * 32), office.now)
    monkeypatch.setattr(actions, "JOBS", tuple(job for job in JOBS if job.name not in {"plans", "policies"}))
    shelves = Shelves(tmp_path / "plans", tmp_path / "clips")
    return Works(office.desk, office.place, shelves, office.log, SpoolTaker(office.desk))


@pytest.mark.rule("R17")
def test_no_withdrawal_waits_for_the_end_of_a_long_job(office, works):
    """A code is typed while the first job runs: its wrap is gone when the next one begins."""
    caller = office.call().start().yes().record().speak().keep()
    caller.tell(ReceiptIssued(caller.head(), "482915537")).end("yes_and_recorded")
    breathing = worker.breathing(works, Noon(office.now))
    poll(works, office.now)
    seen = []

    def long_work(parts, _now):
        seen.append(bool(wraps_of(office.tenant, [caller.artefact])))
        typed = office.call("2").start()
        typed.tell(WithdrawalTyped(typed.head(), "482915537", "2026-09-21"))
        parts.breathe()
        seen.append(bool(wraps_of(office.tenant, [caller.artefact])))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "JOBS", (Job("long", HOUR, long_work),))
        run_due(breathing, office.now)
    assert seen == [True, False]


@pytest.mark.usefixtures("scope")
def test_a_poll_takes_facts_and_archives_what_ended(office, works):
    office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    assert poll(works, office.now) == 6
    assert Recording.objects.get().state == State.ARCHIVED
    assert poll(works, office.now) == 0


@pytest.mark.usefixtures("scope")
def test_everything_is_due_at_first_and_then_by_its_own_period(office, works):
    every = {"spool", "ends", "finish", "sweep", "log", "consents", "retire", "watch", "keys"}
    every |= {"holds", "years", "offboard", "store", "looks", "tombstones", "witness", "backups", "pages"}
    every |= {"backup"}
    assert set(run_due(works, office.now)) == every
    assert run_due(works, Millis(office.now + 500)) == ()
    assert run_due(works, Millis(office.now + 1000)) == ("spool", "log", "tombstones")
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


def test_once_a_day_old_logs_of_every_process_go(office, works, tmp_path, caplog, monkeypatch):
    logs = tmp_path / "texts"
    logs.mkdir()
    for name, age in (("voice.log", 8), ("web-20260901T000000000000.log", 8), ("worker.log", 6)):
        (logs / name).write_text("x")
        at = office.now / 1000 - age * 86_400
        os.utime(logs / name, (at, at))
    run_due(replace(works, texts=LogChoice(directory=logs, days=7)), office.now)
    assert [path.name for path in logs.iterdir()] == ["worker.log"]
    monkeypatch.setattr(actions, "forget_old", lambda *_: ("voice.log",))
    run_due(replace(works, texts=LogChoice(directory=logs, days=7)), Millis(office.now + DAY))
    assert "1 log files are older than log_days" in caplog.text


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
    assert (row.fault, row.finished_at, row.next_at) == ("OSError", None, office.now + 400)


def test_a_job_that_goes_on_failing_waits_longer_each_time_and_at_last_half_a_minute(
    office, works, monkeypatch
):
    tried, faults = [], [OSError("no space")] * 9

    def flaky(_parts, now):
        tried.append(now)
        if faults:
            raise faults.pop()

    monkeypatch.setattr(actions, "JOBS", (Job("broken", 1000, flaky),))
    now, end = office.now, office.now + 120_000
    while now < end:
        with contextlib.suppress(OSError):
            run_due(works, Millis(now))
        now += 200
    waits = [later - earlier for earlier, later in pairwise(tried)]
    assert waits[:9] == [400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]
    assert set(waits[9:]) == {1000}


def test_a_job_whose_process_is_killed_in_it_says_so_from_the_next_time_on(office, works, monkeypatch):
    seen = []

    def look(*_):
        seen.append(Schedule.objects.values_list("started_at", "fault").get(name="deadly"))

    monkeypatch.setattr(actions, "JOBS", (Job("deadly", 1000, look),))
    Schedule.objects.create(
        name="deadly", next_at=office.now, started_at=office.now - 5, finished_at=office.now - 9
    )
    run_due(works, office.now)
    run_due(works, Millis(office.now + 1000))
    assert seen == [(office.now, "did not finish"), (office.now + 1000, "")]
    assert Schedule.objects.get(name="deadly").fault == ""


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


LATE = SWEEP_AHEAD - HOUR
"""By so much a sweep may come late."""


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("minutes", range(0, 60, 7))
@pytest.mark.parametrize("late", [0, 30_000, LATE])
def test_nothing_is_erased_after_its_promised_moment(office, works, minutes, late):
    """Whenever in the hour the sweep comes, and whenever in the margin: on the promised day, never later."""
    office.recorded()
    promised = Recording.objects.get().promised_until
    at = Millis(promised - 3 * HOUR + minutes * 60_000)
    while at <= promised + HOUR:
        run_due(works, at)
        at = Millis(at + HOUR + late)
    erased = Erasure.objects.get()
    assert erased.due_at == promised
    assert promised - SWEEP_AHEAD <= erased.destroyed_at <= promised
    berlin = ZoneInfo("Europe/Berlin")
    last_day = to_datetime(Millis(promised - 1)).astimezone(berlin).date()
    assert to_datetime(promised).astimezone(berlin).date() == last_day + dt.timedelta(days=1)
    if erased.destroyed_at < promised:
        assert to_datetime(Millis(erased.destroyed_at)).astimezone(berlin).date() == last_day


@pytest.mark.usefixtures("scope")
def test_while_the_clock_is_in_doubt_nothing_is_erased_and_the_rest_goes_on(office, works):
    office.recorded()
    run_due(works, office.now)
    later = Millis(office.now + 9 * DAY)
    free = {"spool", "ends", "finish", "log", "watch", "store", "looks", "tombstones", "witness", "pages"}
    free |= {"backup"}
    assert set(run_due(works, later, doubted=True)) == free
    assert Recording.objects.get().state == State.ARCHIVED
    assert {"sweep", "retire"} <= set(run_due(works, later))
    assert Recording.objects.get().state == State.ERASED


def test_a_file_that_stopped_is_an_alarm_that_names_its_line(office, works, caplog):
    SpoolPosition.objects.create(writer="v", epoch=3, damaged_line=7, fault="why", read_at=office.now)
    run_due(works, office.now)
    assert "v-3.spool stopped at line 7" in caplog.text


@pytest.mark.parametrize("step", ["end_dead_calls", "archive_ended", "destroy_leftovers"])
def test_one_tenants_journal_keeps_no_other_tenants_calls_from_ending(
    office, other_tenant, works, monkeypatch, step
):
    tried = []

    def stuck(tenant, *_):
        tried.append(tenant)
        if tenant == office.tenant:
            raise OSError("the disk refuses")

    dropped = []
    monkeypatch.setattr(actions, step, stuck)
    monkeypatch.setattr(actions, "tenant_ids", lambda: (office.tenant, other_tenant))
    monkeypatch.setattr(actions, "drop_keys_alone", lambda *_: dropped.append(True))
    with pytest.raises(OSError, match="the disk refuses"):
        actions._ends(works, office.now)
    assert tried == [office.tenant, other_tenant]
    assert dropped


def test_one_tenants_archive_keeps_no_other_from_its_own(office, other_tenant, works, monkeypatch):
    tried = []

    def stuck(tenant, *_):
        tried.append(tenant)
        raise OSError(tenant)

    office.call().start()
    monkeypatch.setattr(actions, "archive_ended", stuck)
    monkeypatch.setattr(actions, "tenant_ids", lambda: (office.tenant, other_tenant))
    with pytest.raises(OSError, match=office.tenant):
        poll(works, office.now)
    assert tried == [office.tenant, other_tenant]


def test_where_the_spool_cannot_be_read_no_call_is_ended(office, works, monkeypatch):
    ended = []

    class Broken:
        def take(self, now):
            raise OSError("unreadable")

    monkeypatch.setattr(actions, "end_dead_calls", lambda *_: ended.append(True))
    with pytest.raises(OSError, match="unreadable"):
        actions._ends(Works(works.desk, works.place, works.shelves, works.log, Broken()), office.now)
    assert not ended


def test_a_proposal_takes_effect_at_its_hour_and_callers_hear_it_at_once(office, works, owner, monkeypatch):
    heard = []
    monkeypatch.setattr(publication, "rehearse_policy", lambda *_: None)
    monkeypatch.setattr(actions, "refresh", lambda *words: heard.append(words[-1]) or Refreshed((), ()))
    monkeypatch.setattr(actions, "JOBS", tuple(job for job in JOBS if job.name == "policies"))
    draft = Draft(lambda policy: policy.with_period("matter", "P14D"), "Genügt.")
    propose(owner, draft, works.shelves.clips, office.now)
    run_due(works, Millis(office.now + 2 * DAY - 1))
    assert (live_policy(office.tenant).number, heard) == (1, [])
    ripe = Millis(office.now + 2 * DAY + 60_000)
    assert run_due(works, ripe, doubted=True) == (), "48 hours of a clock that may be wrong are none"
    run_due(works, ripe)
    assert (live_policy(office.tenant).number, heard) == (2, [ripe])
