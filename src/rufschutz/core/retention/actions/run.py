"""A run over every tenant, or its rehearsal: the same counts, with and without effect.

A run under another date than the machine's exists only in an installation marked demo,
and says so in every certificate. What a run did stands in each tenant's log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.errors import CoreError
from rufschutz.core.pages import forget_pages
from rufschutz.core.retention.actions.payloads import count_due, redact_due
from rufschutz.core.retention.actions.stopping import forget_stop
from rufschutz.core.retention.actions.sweep import Ground, finish_open, forget_numbers, sweep
from rufschutz.core.retention.actions.uses import end_due
from rufschutz.core.retention.actions.wishing import forget_wishes
from rufschutz.core.retention.due import Shelf, due_numbers, due_uses
from rufschutz.core.retention.meter import Meter, tell_nobody
from rufschutz.core.retention.shredders import count_on, due_on
from rufschutz.core.retention.statement import ACTOR
from rufschutz.core.retention.stops import stopped
from rufschutz.core.sizes import count_anew
from rufschutz.domain.audit.certificate import Clock
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.duedates import Rules
    from rufschutz.core.retention.due import Doomed
    from rufschutz.core.retention.meter import Tell
    from rufschutz.domain.ids import TenantId
    from rufschutz.vault.blobs import BlobDirectory


class SimulatedClockError(CoreError):
    """A real run was asked for under another date."""

    advice = "Ask for a dry run (--dry-run --at DATE); a shifted clock exists in a demo directory only."


@dataclass(frozen=True, slots=True)
class Place:
    """Where things lie and which rules hold; ``demo``: the installation is marked so."""

    rules: Callable[[TenantId], Rules]
    blobs: BlobDirectory
    journals: Path
    demo: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What a run erased, or a rehearsal would: things per shelf, numbers masked, payloads of the log.

    ``uses``: how many recordings may no longer be used for one purpose, and live on for another.
    ``stopped``: of how many tenants nothing was erased, because somebody stopped their runs.
    """

    erased: tuple[tuple[Shelf, int], ...]
    numbers: int
    payloads: int
    uses: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """How many things have an erasure of their own."""
        return sum(count for _, count in self.erased)


def run(
    tenants: Sequence[TenantId],
    place: Place,
    now: Millis,
    *,
    ahead: int = 0,
    simulated: bool = False,
    breathe: Breath = no_breath,
    tell: Tell = tell_nobody,
) -> Report:
    """Erase all that is due; raise `SimulatedClockError` for another date outside a demo.

    ``ahead``: what falls due within so many ms after ``now`` goes too, at ``now``. Who comes
    again only after a while must look so far ahead, or it erases after the promised moment;
    a run that a person asks for takes what is due, and nothing before. ``breathe``: called after
    each batch; ``tell``: called with how many things of how many are erased.
    """
    if simulated and not place.demo:
        raise SimulatedClockError("this installation holds real calls: its clock cannot be shifted")
    clock = Clock.SIMULATED if simulated else Clock.REAL
    count_anew()
    total = sum(_waiting(tenant, Millis(now + ahead)) for tenant in tenants)
    meter = Meter(total, tell)
    grounds = [Ground(who, place.rules(who), place.blobs, place.journals, clock) for who in tenants]
    reports = [_run_tenant(ground, now, ahead, breathe, meter) for ground in grounds]
    forget_pages()
    return _sum(reports)


def finish_all(tenants: Sequence[TenantId], place: Place, now: Millis) -> int:
    """Take erasures that another process began through their remaining steps; return how many were logged."""
    done = 0
    for tenant in tenants:
        with tenant_scope(tenant):
            done += finish_open(
                Ground(tenant, place.rules(tenant), place.blobs, place.journals, Clock.REAL),
                now,
                patient=True,
            )
    return done


def rehearse(tenants: Sequence[TenantId], place: Place, now: Millis, *, ahead: int = 0) -> Report:
    """Count what `run` with the same arguments would erase; nothing changes."""
    until = Millis(now + ahead)
    reports = []
    for tenant in tenants:
        with tenant_scope(tenant):
            counts = tuple((shelf, count_on(shelf, until)) for shelf in Shelf)
            payloads = count_due(place.rules(tenant), until)
            reports.append(Report(counts, len(due_numbers(until)), payloads, len(due_uses(until))))
    return _sum(reports)


def planned(tenant: TenantId, now: Millis) -> tuple[Doomed, ...]:
    """Return each thing that a run at ``now`` would erase."""
    with tenant_scope(tenant):
        return tuple(thing for shelf in Shelf for thing in due_on(shelf, now))


def _waiting(tenant: TenantId, until: Millis) -> int:
    with tenant_scope(tenant):
        return sum(count_on(shelf, until) for shelf in Shelf)


def _run_tenant(ground: Ground, now: Millis, ahead: int, breathe: Breath, meter: Meter) -> Report:
    if stopped(ground.tenant, now):
        return _stand_still(ground, now)
    with tenant_scope(ground.tenant):
        numbers = forget_numbers(ground.tenant, Millis(now + ahead))
        uses = end_due(ground, now, ahead)
    erased = sweep(ground, now, ahead, breathe, meter)
    with tenant_scope(ground.tenant):
        payloads = redact_due(ground.tenant, ground.rules, now, ahead)
        report = Report(tuple(erased.items()), numbers, payloads, uses)
        if report.total or numbers or payloads or uses:
            _log_run(ground.tenant, report, now)
    forget_stop(ground.tenant, now)
    forget_wishes(ground.tenant, now)
    return report


def _stand_still(ground: Ground, now: Millis) -> Report:
    """Begin nothing; whose keys are gone already is finished."""
    with tenant_scope(ground.tenant):
        finish_open(ground, now)
    return Report(tuple(dict.fromkeys(Shelf, 0).items()), 0, 0, stopped=1)


def _log_run(tenant: TenantId, report: Report, now: Millis) -> None:
    details = tuple(Detail(shelf.value, count) for shelf, count in report.erased)
    with transaction.atomic():
        record(
            Entry(
                AuditEvent.RUN_FINISHED,
                tenant,
                now,
                ACTOR,
                tenant,
                (
                    *details,
                    Detail("numbers", report.numbers),
                    Detail("payloads", report.payloads),
                    Detail("uses", report.uses),
                ),
            )
        )


def _sum(reports: Sequence[Report]) -> Report:
    counts = dict.fromkeys(Shelf, 0)
    for report in reports:
        for shelf, count in report.erased:
            counts[shelf] += count
    numbers = sum(report.numbers for report in reports)
    payloads = sum(report.payloads for report in reports)
    uses, stood = sum(report.uses for report in reports), sum(report.stopped for report in reports)
    return Report(tuple(counts.items()), numbers, payloads, uses, stood)
