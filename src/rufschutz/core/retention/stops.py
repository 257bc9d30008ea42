"""Whether deletion runs stand still, by whose word and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.models import RunStop
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis, moment
from rufschutz.domain.retention.stop import Stop

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId


def stopped(tenant: TenantId, now: Millis) -> Stop | None:
    """Return the stop that is in force, None where runs go on."""
    with tenant_scope(tenant):
        last = last_stop()
    return last if last is not None and last.in_force(now) else None


def last_stop() -> Stop | None:
    """Return the last stop after which no run went through yet, in the tenant's scope."""
    row = RunStop.objects.first()
    return None if row is None else stop_of(row)


def stop_of(row: RunStop) -> Stop:
    """Return what a row says."""
    return Stop(row.reason, PersonId(row.by), Millis(row.since), Millis(row.until), moment(row.ended_at))
