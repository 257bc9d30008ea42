"""What the record and its worker show of themselves: backlog, deletions, the log, jobs, as readings.

It counts rows and never reads what they say. Asked often, it looks at the database at most
every ten seconds, over a connection of its own thread; a database that is away leaves these
readings out and makes the worker not ready, and nothing else.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Min, Sum

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.endpoint import Told
from rufschutz.adapters.metrics.page import Page
from rufschutz.core.audit.models import Checkpoint, LogHead, OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.ingest.counts import COUNTS as INGESTED
from rufschutz.core.ingest.queries import damaged_files, lag
from rufschutz.core.jobs.counts import COUNTS
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.queries import quarantined
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.queries import overdue, overdue_since
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.retention.erasure import ErasureState
from rufschutz.handover.supervision import read as read_supervision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rufschutz.adapters.metrics.measure import Measure
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

_FRESH_S: Final = 10.0
_HANGS_S: Final = 600.0
_SWEEP_LATE: Final = 2 * 60 * 60 * 1000
"""A sweep that last went well so long ago (ms) missed one."""


@dataclass(frozen=True, slots=True)
class _Log:
    """A tenant's log. ``unpublished``: entries that no published checkpoint covers; moments in ms UTC."""

    size: int
    unpublished: int
    outbox: int
    oldest: Millis | None
    signed: Millis | None


class Readings:
    """Looks at the record for whoever asks; ``run`` is where the supervisor's file lies.

    ``hang_up`` ends the asking thread's connection after each look.
    """

    def __init__(
        self,
        desk: Desk,
        run: Path,
        now: Callable[[], Millis],
        passed: Callable[[], float] = time.monotonic,
        hang_up: Callable[[], None] | None = None,
    ) -> None:
        self._desk = desk
        self._hang_up = hang_up or _hang_up
        self._run = run
        self._now = now
        self._passed = passed
        self._looked: float | None = None
        self._last: tuple[Measure, ...] = ()
        self._rounds = COUNTS.rounds
        self._came_round = passed()
        self._lock = threading.Lock()

    def told(self) -> Told:
        """Return what the worker's endpoint tells."""
        page = Page("worker", [self.counts, self.record, self.children])
        return Told(page.text, self.live, self.ready)

    def counts(self) -> tuple[Measure, ...]:
        """Return what this process counted, and whether it is ready."""
        ready = names.READY.read(not self.ready())
        return (
            ready,
            names.FACTS_APPLIED.read(COUNTS.facts),
            names.FAILURES.read(COUNTS.failures),
            names.ARCHIVED.read(INGESTED.archived),
        )

    def record(self) -> tuple[Measure, ...]:
        """Return what the database holds, at most ten seconds old. Raises `DatabaseError`."""
        with self._lock:
            if self._looked is None or self._passed() - self._looked >= _FRESH_S:
                try:
                    self._last = tuple(self._look(self._now()))
                finally:
                    self._hang_up()
                self._looked = self._passed()
            return (*self._last, names.LOOKED.read(self._passed() - self._looked))

    def children(self) -> Iterator[Measure]:
        """Return how the supervisor's children fare; nothing where another program supervises."""
        found = read_supervision(self._run)
        for child in found.children if found else ():
            yield names.CHILD_FALLS.read(child.falls, child.name)
            yield names.CHILD_RESTARTS.read(child.restarts, child.name)
            yield names.CHILD_UP.read(child.pid > 0, child.name)

    def live(self) -> tuple[str, ...]:
        """Say what no waiting mends: a loop that has not come round for ten minutes."""
        if COUNTS.rounds != self._rounds:
            self._rounds, self._came_round = COUNTS.rounds, self._passed()
        hangs = self._passed() - self._came_round
        return (f"the loop hangs since {hangs:.0f} s",) if hangs > _HANGS_S else ()

    def ready(self) -> tuple[str, ...]:
        """Say what keeps the worker from its work."""
        if hangs := self.live():
            return hangs
        try:
            swept = Schedule.objects.filter(name="sweep").values_list("finished_at", flat=True).first()
        except DatabaseError:
            return ("the database does not answer",)
        finally:
            self._hang_up()
        if swept is None:
            return ("nothing was swept yet",)
        return ("the last sweep that went well is too long ago",) if self._now() - swept > _SWEEP_LATE else ()

    def _look(self, now: Millis) -> Iterator[Measure]:
        tenants = tenant_ids()
        yield names.LAG.read(lag(self._desk, now) / 1000)
        yield names.DAMAGED.read(len(damaged_files()))
        yield from _jobs(now)
        yield from _deletions(tenants, now)
        yield from _logs([_log(tenant) for tenant in tenants], now)


def _jobs(now: Millis) -> Iterator[Measure]:
    for row in Schedule.objects.order_by("name"):
        yield names.JOB_FAILED.read(bool(row.fault), row.name)
        if row.finished_at is not None:
            yield names.JOB_AGE.read(max(0, now - row.finished_at) / 1000, row.name)


def _deletions(tenants: tuple[TenantId, ...], now: Millis) -> Iterator[Measure]:
    records: dict[str, int] = {}
    erasures: dict[str, int] = {state.value: 0 for state in ErasureState}
    done: dict[str, int] = {cause.value: 0 for cause in Cause}
    for tenant in tenants:
        with tenant_scope(tenant):
            _add(records, Recording.objects.values_list("state").annotate(Count("id")).order_by())
            _add(erasures, Erasure.objects.values_list("state").annotate(Count("id")).order_by())
            _add(done, _done())
    yield names.QUARANTINED.read(sum(quarantined(tenant) for tenant in tenants))
    yield names.OVERDUE.read(sum(overdue(tenant, now) for tenant in tenants))
    since = min((overdue_since(tenant, now) for tenant in tenants), default=now)
    yield names.OVERDUE_SECONDS.read((now - since) / 1000)
    for state, count in records.items():
        yield names.RECORDS.read(count, state)
    for state, count in erasures.items():
        yield names.ERASURES.read(count, state)
    for cause, count in done.items():
        yield names.ERASED.read(count, cause)


def _done() -> Iterable[tuple[str, int]]:
    """Return the tenant's finished erasures by cause; their rows stay for ever, so no count falls."""
    finished = Erasure.objects.filter(state=ErasureState.LOGGED)
    return finished.values_list("because").annotate(Count("id")).order_by()


def _add(counts: dict[str, int], rows: Iterable[tuple[str, int]]) -> None:
    for state, count in rows:
        counts[state] = counts.get(state, 0) + count


def _log(tenant: TenantId) -> _Log:
    with tenant_scope(tenant):
        head = LogHead.objects.aggregate(size=Sum("size"), published=Sum("published"))
        waiting = OutboxEntry.objects.aggregate(count=Count("id"), oldest=Min("at"))
        signed = Checkpoint.objects.aggregate(at=Max("at"))["at"]
    size, published = head["size"] or 0, head["published"] or 0
    return _Log(size, size - published, waiting["count"], waiting["oldest"], signed)


def _logs(logs: list[_Log], now: Millis) -> Iterator[Measure]:
    yield names.LOG_SIZE.read(sum(log.size for log in logs))
    yield names.UNPUBLISHED.read(sum(log.unpublished for log in logs))
    yield names.OUTBOX.read(sum(log.outbox for log in logs))
    oldest = [log.oldest for log in logs if log.oldest is not None]
    yield names.OUTBOX_SECONDS.read(max(0, now - min(oldest)) / 1000 if oldest else 0)
    signed = [log.signed for log in logs if log.signed is not None]
    if signed:
        yield names.CHECKPOINT_AGE.read(max(0, now - min(signed)) / 1000)


def _hang_up() -> None:
    """End the connection of the thread that asks, whichever that is."""
    connection.close()
