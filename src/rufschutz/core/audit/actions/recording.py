"""What happened, on its way into the log: written in the transaction it tells of.

Must never hold a name, a number or content: who reads an entry's text finds opaque ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import bulk
from rufschutz.core.audit.models import LogHead
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Note:
    """An entry to be logged, and the call it belongs to, if any."""

    entry: Entry
    call: CallId | None = None


def record(entry: Entry, call: CallId | None = None) -> None:
    """Put one entry into the outbox, within the caller's transaction and tenant scope."""
    record_all([Note(entry, call)])


def record_all(notes: Iterable[Note]) -> None:
    """Put entries into the outbox in order, within the caller's transaction and tenant scope."""
    for tenant, group in groupby(notes, key=lambda note: note.entry.tenant):
        bulk.wait(tenant, [_told(note) for note in group])


def _told(note: Note) -> bulk.Told:
    entry = note.entry
    return bulk.Told(entry.event.value, entry.at, note.call or "", entry.subject, entry.payload().decode())


def hold_log(tenant: TenantId) -> LogHead:
    """Lock the tenant's log until the caller's transaction ends; what must happen once happens under it."""
    LogHead.objects.get_or_create(tenant_id=tenant)
    return LogHead.objects.select_for_update().get(tenant_id=tenant)


def record_access(
    actor: Actor, event: AuditEvent, purpose: PurposeId, subject: str, now: Millis, call: CallId | None = None
) -> None:
    """Record that someone saw something, as every permission obliges; its own transaction.

    ``subject``: the id of what was seen, or the tenant's for a list.
    """
    through = next(
        (Detail("glass", glass.id) for glass in actor.glasses if call and glass.call == call), None
    )
    details = (Detail("purpose", purpose), Detail("role", actor.role.value), *((through,) if through else ()))
    with tenant_scope(actor.tenant), transaction.atomic():
        record(Entry(event, actor.tenant, now, actor.person, subject or actor.tenant, details), call)


def record_denial(tenant: TenantId, person: str, action: str, subject: str, now: Millis) -> None:
    """Record that someone asked for what their role may not; its own transaction, nothing else happens."""
    entry = Entry(
        event=AuditEvent.ACCESS_DENIED,
        tenant=tenant,
        at=now,
        actor=person,
        subject=subject,
        details=(Detail("action", action),),
    )
    with tenant_scope(tenant), transaction.atomic():
        record(entry)
