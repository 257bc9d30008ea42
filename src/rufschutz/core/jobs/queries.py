"""Reading how recurring work went."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max

from rufschutz.core.ingest.queries import damaged_files
from rufschutz.core.jobs.models import SPOOL, Schedule
from rufschutz.domain.moments import SECOND, Millis

BEHIND = 5 * SECOND
"""How far (ms) the record may be behind the spool while recordings are served: a worker that runs is
behind by one second, one that is away or in the midst of long work by more."""


@dataclass(frozen=True, slots=True)
class FaultyJob:
    """A recurring job whose last run failed, and with what."""

    name: str
    fault: str


def last_worked() -> Millis | None:
    """Return when the worker last finished something (ms UTC); None where it never did."""
    last = Schedule.objects.aggregate(last=Max("finished_at"))["last"]
    return None if last is None else Millis(last)


def caught_up(now: Millis) -> bool:
    """Whether all that telephony wrote down until `BEHIND` before ``now`` is in the record.

    Only then may a recording be served: what a caller took back in the phone waits in the spool while
    the worker is away, and behind a line of it that nobody can read.
    """
    if damaged_files():
        return False
    last = Schedule.objects.filter(name=SPOOL).values_list("finished_at", flat=True).first()
    return last is not None and now - BEHIND <= last <= now + BEHIND


def faulty_jobs() -> tuple[FaultyJob, ...]:
    """Return the jobs whose last run did not go well, by name."""
    rows = Schedule.objects.exclude(fault="").order_by("name")
    return tuple(FaultyJob(row.name, row.fault) for row in rows)
