"""Which calls are held or restricted now: what everything that deletes or shows them asks first.

Decides nothing about holds (`rufschutz.domain.hold`); reads their states, in the tenant's scope. A
hold protects until its end is written, not until its date: so nothing dies by a clock that jumped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from rufschutz.core.holds.models import Hold
from rufschutz.domain.hold.hold import LOCKING, PROTECTING, Kind
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from rufschutz.core.base import Row

_PROTECTING = sorted(state.value for state in PROTECTING)
_LOCKING = sorted(state.value for state in LOCKING)


def protecting() -> QuerySet[Hold]:
    """Return the holds under which nothing is deleted."""
    return Hold.objects.filter(state__in=_PROTECTING)


def locking() -> QuerySet[Hold]:
    """Return the holds under which nothing is used but for legal claims."""
    return Hold.objects.filter(state__in=_LOCKING)


def without_held(rows: QuerySet[Row], column: str = "call") -> QuerySet[Row]:
    """Return the rows whose call (in ``column``) no hold covers: the anti-join of everything that is due."""
    return rows.exclude(Exists(protecting().filter(call=OuterRef(column))))


def without_restricted(rows: QuerySet[Row], column: str = "call") -> QuerySet[Row]:
    """Return the rows whose call is not restricted (Art. 18 GDPR): what a standard list may show."""
    return rows.exclude(Exists(locking().filter(kind=Kind.RESTRICTION.value, call=OuterRef(column))))


def held(calls: Collection[CallId]) -> frozenset[CallId]:
    """Return which of these calls a hold of any kind keeps from being deleted."""
    names = protecting().filter(call__in=calls).values_list("call", flat=True)
    return frozenset(CallId(name) for name in names)


def restricted(calls: Collection[CallId]) -> frozenset[CallId]:
    """Return which of these calls are restricted (Art. 18 GDPR)."""
    return _locked(calls, restricted=True)


def disputed(calls: Collection[CallId]) -> frozenset[CallId]:
    """Return which of these calls are locked by a hold that is no restriction."""
    return _locked(calls, restricted=False)


def held_until(call: CallId) -> Millis | None:
    """Return when the last hold on a call ends, None where there is none."""
    ends = protecting().filter(call=call).order_by("-ends_at").values_list("ends_at", flat=True).first()
    return None if ends is None else Millis(ends)


@dataclass(frozen=True, slots=True)
class Kept:
    """That holds keep a call: their ids, when the last ends (ms UTC), whether the caller knows of all."""

    holds: tuple[str, ...]
    until: Millis
    told: bool


def kept(call: CallId) -> Kept | None:
    """Return what keeps a call from being deleted, None for nothing."""
    rows = list(protecting().filter(call=call).order_by("-ends_at", "id"))
    if not rows:
        return None
    return Kept(tuple(row.id for row in rows), Millis(rows[0].ends_at), all(row.told for row in rows))


def _locked(calls: Collection[CallId], *, restricted: bool) -> frozenset[CallId]:
    rows = locking().filter(call__in=calls)
    only = Kind.RESTRICTION.value
    rows = rows.filter(kind=only) if restricted else rows.exclude(kind=only)
    return frozenset(CallId(name) for name in rows.values_list("call", flat=True))
