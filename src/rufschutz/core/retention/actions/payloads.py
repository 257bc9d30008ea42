"""Payloads of the log go by their own rule; their leaves stay, and one more leaf says so.

They never fall with a call or a request, or who listened could be erased by asking.
"""

from __future__ import annotations

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
    from rufschutz.core.duedates import Rules
    from rufschutz.domain.ids import KindId, TenantId

BATCH = 500

_OF_KIND: dict[KindId, tuple[str, ...]] = {
    kind: tuple(event.value for event in AuditEvent if event.payload_kind == kind)
    for kind in (ACCESS_KIND, DECISION_KIND)
}


def redact_due(tenant: TenantId, rules: Rules, now: Millis) -> int:
    """Erase payload and salt of entries whose rule has ended, in the tenant's scope; return how many."""
    done = 0
    for kind in _OF_KIND:
        while count := _redact_batch(tenant, kind, rules, now):
            done += count
    return done


def _redact_batch(tenant: TenantId, kind: KindId, rules: Rules, now: Millis) -> int:
    with transaction.atomic():
        hold_log(tenant)
        rows = LogEntry.objects.filter(event__in=_OF_KIND[kind], payload__isnull=False).order_by("index")
        due = [
            row
            for row in rows.only("id", "index", "at")[:BATCH]
            if rules.due(kind, Lifetime(collected=Millis(row.at))).at <= now
        ]
        if due:
            redact([row.id for row in due])
            ends = (Detail("kind", kind), Detail("first", due[0].index), Detail("last", due[-1].index))
            counted = (*ends, Detail("count", len(due)))
            record(Entry(AuditEvent.PAYLOAD_REDACTED, tenant, now, ACTOR, tenant, counted))
    return len(due)
