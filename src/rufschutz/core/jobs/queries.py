"""Reading how recurring work went."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from rufschutz.core.jobs.models import Schedule
from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class FaultyJob:
    """A recurring job whose last run failed, and with what."""

    name: str
    fault: str


def last_worked() -> Millis | None:
    """Return when the worker last finished something (ms UTC); None where it never did."""
    last = Schedule.objects.aggregate(last=Max("finished_at"))["last"]
    return None if last is None else Millis(last)


def faulty_jobs() -> tuple[FaultyJob, ...]:
    """Return the jobs whose last run did not go well, by name."""
    rows = Schedule.objects.exclude(fault="").order_by("name")
    return tuple(FaultyJob(row.name, row.fault) for row in rows)
