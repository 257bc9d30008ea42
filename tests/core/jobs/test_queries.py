"""How recurring work went is told by what finished last and by what failed."""

from __future__ import annotations

import pytest

from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.jobs import actions
from rufschutz.core.jobs.actions import JOBS, Works, run_due
from rufschutz.core.jobs.models import SPOOL, Schedule
from rufschutz.core.jobs.queries import BEHIND, FaultyJob, caught_up, faulty_jobs, last_worked
from rufschutz.core.purposes.actions import Shelves
from rufschutz.domain.moments import Millis

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office, tmp_path, monkeypatch):
    """A worker that does nothing but take the spool over."""
    monkeypatch.setattr(actions, "JOBS", tuple(job for job in JOBS if job.name == SPOOL))
    shelves = Shelves(tmp_path / "plans", tmp_path / "clips")
    return Works(office.desk, office.place, shelves, office.log, SpoolTaker(office.desk))


def test_nothing_was_ever_done() -> None:
    assert last_worked() is None
    assert faulty_jobs() == ()


def test_the_last_thing_done_and_what_failed(now) -> None:
    Schedule.objects.create(name="log", next_at=now, finished_at=now)
    Schedule.objects.create(name="sweep", next_at=now, finished_at=now - 5, fault="did not finish")
    assert last_worked() == now
    assert faulty_jobs() == (FaultyJob("sweep", "did not finish"),)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_nothing_is_served_that_a_waiting_fact_may_have_ended(office, works):
    assert not caught_up(office.now)
    run_due(works, office.now)
    assert caught_up(office.now)
    assert caught_up(Millis(office.now + BEHIND))
    assert not caught_up(Millis(office.now + BEHIND + 1))
    run_due(works, Millis(office.now + BEHIND + 1))
    assert caught_up(Millis(office.now + BEHIND + 1))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_spool_that_cannot_be_taken_over_is_not_caught_up(office, works, monkeypatch):
    run_due(works, office.now)
    later = Millis(office.now + BEHIND + 1)

    def away(*_):
        raise OSError("no such disk")

    monkeypatch.setattr(type(works.taker), "take", away)
    with pytest.raises(OSError, match="disk"):
        run_due(works, later)
    assert not caught_up(later)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_behind_a_line_that_nobody_can_read_there_may_be_a_withdrawal(office, works):
    run_due(works, office.now)
    SpoolPosition.objects.create(writer="voice-9", epoch=1, damaged_line=3, read_at=office.now)
    assert not caught_up(office.now)
    SpoolPosition.objects.update(damaged_line=None)
    assert caught_up(office.now)
