"""How recurring work went is told by what finished last and by what failed."""

from __future__ import annotations

import pytest

from rufschutz.core.jobs.models import Schedule
from rufschutz.core.jobs.queries import FaultyJob, faulty_jobs, last_worked

pytestmark = pytest.mark.django_db


def test_nothing_was_ever_done() -> None:
    assert last_worked() is None
    assert faulty_jobs() == ()


def test_the_last_thing_done_and_what_failed(now) -> None:
    Schedule.objects.create(name="log", next_at=now, finished_at=now)
    Schedule.objects.create(name="sweep", next_at=now, finished_at=now - 5, fault="did not finish")
    assert last_worked() == now
    assert faulty_jobs() == (FaultyJob("sweep", "did not finish"),)
