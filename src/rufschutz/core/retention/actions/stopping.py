"""Stopping deletion runs and letting them go on: one stop a tenant, in the log with its reason.

Decides nothing; how long and how often stands in `rufschutz.domain.retention.stop`. Whoever sweeps
asks within the transaction that erases, so nothing begins after the stop was written. Withdrawals,
what a data subject asked to be erased and what a hold lets go never ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.models import RunStop
from rufschutz.core.retention.stops import last_stop, stopped
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.retention import stop as rule

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.stop import Stop

__all__ = ["begin_stop", "forget_stop", "resume", "stop", "stopped"]


def stop(actor: Actor, reason: str, until: Millis, now: Millis) -> Stop:
    """Let no deletion run begin anything more until ``until``; raise `AccessDenied` or `StopError`."""
    access.require(actor, Action.STOP_RETENTION, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        hold_log(actor.tenant)
        return begin_stop(actor, reason, until, now)


def begin_stop(actor: Actor, reason: str, until: Millis, now: Millis) -> Stop:
    """Write a stop and its entry in the log, within the caller's transaction, which holds the tenant's log.

    Whoever calls this has made sure that the actor may. Raises `StopError`.
    """
    made = rule.stop(reason, actor.person, now, until, last_stop())
    RunStop(
        id=new_id(),
        tenant_id=actor.tenant,
        reason=made.reason,
        by=made.by,
        since=made.since,
        until=made.until,
    ).save(force_insert=True)
    details = (Detail("reason", made.reason), Detail("until", made.until))
    bury(actor.tenant, What.STOPPED, [made.by, str(made.until)], now)
    record(Entry(AuditEvent.RUN_STOPPED, actor.tenant, now, actor.person, actor.tenant, details))
    return made


def resume(actor: Actor, now: Millis) -> Stop:
    """Let deletion runs go on before the stop's end; raise `AccessDenied` or `NotStoppedError`."""
    access.require(actor, Action.STOP_RETENTION, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        hold_log(actor.tenant)
        ended = rule.resume(last_stop(), now)
        RunStop.objects.update(ended_at=now)
        bury(actor.tenant, What.STOPPED, [actor.person, ""], now)
        details = (Detail("since", ended.since),)
        record(Entry(AuditEvent.RUN_RESUMED, actor.tenant, now, actor.person, actor.tenant, details))
    return ended


def forget_stop(tenant: TenantId, now: Millis) -> None:
    """Forget a stop that is over, after a run went through: from then on there may be another.

    What it was for stays in the log.
    """
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        last = last_stop()
        if last is not None and not last.in_force(now):
            RunStop.objects.all().delete()
