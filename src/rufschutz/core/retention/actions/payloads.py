"""Payloads of the log go by their own rule; their leaves stay, and one more leaf says so.

They never fall with a call or a request, or who listened could be erased by asking.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import hold_log, record, redact
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.retention.statement import ACTOR
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import ACCESS_KIND, DECISION_KIND, AuditEvent
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rufschutz.core.duedates import Rules
    from rufschutz.domain.ids import KindId, TenantId

BATCH = 500

_OF_KIND: dict[KindId, tuple[str, ...]] = {
    kind: tuple(event.value for event in AuditEvent if event.payload_kind == kind)
    for kind in (ACCESS_KIND, DECISION_KIND)
}


def redact_due(tenant: TenantId, rules: Rules, now: Millis, ahead: int = 0) -> int:
    """Erase payload and salt of entries whose rule has ended; return how many.

    In the tenant's scope. ``ahead``: up to so many ms after ``now`` a rule may end.
    """
    done = 0
    for kind in _OF_KIND:
        while count := _redact_batch(tenant, kind, rules, now, ahead):
            done += count
    return done


def count_due(rules: Rules, until: Millis) -> int:
    """Return how many payloads' rule has ended at ``until``, in the tenant's scope; nothing changes."""
    return sum(_count(kind, rules, until) for kind in _OF_KIND)


def _count(kind: KindId, rules: Rules, until: Millis) -> int:
    moments = _standing(kind).values_list("at", flat=True).iterator(BATCH)
    return sum(1 for _ in takewhile(lambda at: _is_due(kind, at, rules, until), moments))


def _standing(kind: KindId) -> QuerySet[LogEntry]:
    """Return entries of a kind that still have their payload, the oldest first: so they fall due."""
    return LogEntry.objects.filter(event__in=_OF_KIND[kind], payload__isnull=False).order_by("at", "index")


def _is_due(kind: KindId, at: int, rules: Rules, until: Millis) -> bool:
    return rules.due(kind, Lifetime(collected=Millis(at))).at <= until


def _redact_batch(tenant: TenantId, kind: KindId, rules: Rules, now: Millis, ahead: int) -> int:
    until = Millis(now + ahead)
    with transaction.atomic():
        hold_log(tenant)
        oldest = _standing(kind).only("id", "index", "at")[:BATCH]
        due = [row for row in oldest if _is_due(kind, row.at, rules, until)]
        if due:
            redact([row.id for row in due])
            places = sorted(row.index for row in due)
            ends = (Detail("kind", kind), Detail("first", places[0]), Detail("last", places[-1]))
            counted = (*ends, Detail("count", len(due)))
            record(Entry(AuditEvent.PAYLOAD_REDACTED, tenant, now, ACTOR, tenant, counted))
    return len(due)
