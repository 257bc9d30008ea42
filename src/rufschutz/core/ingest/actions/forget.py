"""Marks of applied facts go when no spool file can name them any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.ingest.models import AppliedFact
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

KEEP = 7 * DAY
"""The cap of the data kind ``spool``, in ms."""


def forget_applied(tenant: TenantId, now: Millis) -> int:
    """Delete marks older than the spool may be, of calls that have ended; return how many."""
    with tenant_scope(tenant):
        running = Call.objects.filter(ended_at=None).values("id")
        old = AppliedFact.objects.filter(applied_at__lt=now - KEEP).exclude(call__in=running)
        count, _ = old.delete()
    return count
