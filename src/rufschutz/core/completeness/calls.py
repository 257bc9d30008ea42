"""Calls against their recordings: as many as a call's course tells of, there are rows.

A row goes with its call, never before it. Only calls that ended are asked: in a running one the two
may be a moment apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from rufschutz.core.audit.actions import hold_log
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.completeness.artefact import GRACE
from rufschutz.domain.completeness.incident import IncidentKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rufschutz.core.completeness.strays import Stray
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

PAGE = 2000


def disagreeing(tenant: TenantId, now: Millis) -> Iterator[str]:
    """Yield ended calls whose course tells of other births or deaths than the rows do."""
    after = ""
    while True:
        with tenant_scope(tenant):
            ended = Call.objects.filter(id__gt=after, ended_at__lt=now - GRACE).order_by("id")
            page = list(ended.values_list("id", flat=True)[:PAGE])
            odd = _odd(page)
        yield from odd
        if len(page) < PAGE:
            return
        after = page[-1]


def still(tenant: TenantId, names: Sequence[str]) -> list[Stray]:
    """Look again at calls while nothing of them can die; return those that still disagree."""
    found: list[str] = []
    for start in range(0, len(names), PAGE):
        with tenant_scope(tenant), transaction.atomic():
            hold_log(tenant)
            page = names[start : start + PAGE]
            there = Call.objects.filter(id__in=page).values_list("id", flat=True)
            found += _odd(sorted(there))
    return [(IncidentKind.CALL_TELLS_OTHERWISE, name) for name in found]


def _odd(calls: Collection[str]) -> list[str]:
    begun = _told(EntryKind.RECORDING_STARTED, calls)
    gone = _told(EntryKind.RECORDING_GONE, calls)
    rows = Recording.objects.filter(call__in=calls)
    made = _counts(rows.values_list("call").annotate(Count("id")).order_by("call"))
    dead = rows.filter(state=State.DESTROYED_BEFORE_STORAGE)
    unstored = _counts(dead.values_list("call").annotate(Count("id")).order_by("call"))
    return [
        call
        for call in calls
        if begun.get(call, 0) != made.get(call, 0) or gone.get(call, 0) < unstored.get(call, 0)
    ]


def _told(kind: EntryKind, calls: Collection[str]) -> dict[str, int]:
    lines = TimelineEntry.objects.filter(kind=kind, call__in=calls)
    return _counts(lines.values_list("call").annotate(Count("id")).order_by("call"))


def _counts(rows: object) -> dict[str, int]:
    return dict(rows)  # type: ignore[call-overload,no-any-return]
