"""The rows of holds: how one is found, read as a rule sees it, and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.audit.actions import record
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.core.holds.models import Hold
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.hold.hold import Hold as Pure
from rufschutz.domain.hold.hold import Kind, State
from rufschutz.domain.ids import CallId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.audit.vocabulary import AuditEvent


def locked_row(name: str) -> Hold:
    """Return a hold's row, locked; raise `NoHoldError`."""
    row = Hold.objects.select_for_update().filter(id=name).first()
    if row is None:
        raise NoHoldError("there is no such hold here")
    return row


def pure(row: Hold) -> Pure:
    """Return a row as the rules of holds see it."""
    return Pure(Kind(row.kind), State(row.state), Millis(row.placed_at), Millis(row.ends_at))


def tell(row: Hold, event: AuditEvent, actor: str, now: Millis) -> None:
    """Log what became of a hold: kind, state, end and count, never a name or a reason."""
    details = (
        Detail("kind", row.kind),
        Detail("state", row.state),
        Detail("until", row.ends_at),
        Detail("count", row.covered),
        Detail("call", row.call),
    )
    record(Entry(event, TenantId(row.tenant_id), now, actor, row.id, details), CallId(row.call))


def erase(holds: Sequence[str]) -> None:
    """Remove the records of holds whose time is over; what proves the erasure is written by its caller."""
    Hold.objects.filter(id__in=holds).delete()
