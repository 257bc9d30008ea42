"""What a call is about, at rest: sealed like the number, never in the log, never in the clear in a row.

A reason can tell of somebody's health ("Rezept"). Who may work on the matter may read it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.matters.models import Matter
from rufschutz.domain.access.request import Action, Labels
from rufschutz.domain.ids import CallId, FactId, KindId, LineId, ReasonId, TenantId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis

MATTER = KindId("matter")
_CONTEXT = b"reason"


def seal(keys: Keys, tenant: TenantId, call: CallId, reason: ReasonId, now: Millis) -> bytes:
    """Return a reason as it may be stored with ``call``; padded, so that its length tells nothing."""
    return keys.seal_subject(tenant, call, reason.encode().ljust(64), _CONTEXT, now)


def of_calls(
    actor: Actor, purpose: PurposeId, calls: Iterable[CallId], keys: Keys, now: Millis
) -> dict[FactId, ReasonId]:
    """Return the reason of each matter of these calls that has one and that ``actor`` may work on."""
    with tenant_scope(actor.tenant):
        rows = list(Matter.objects.filter(call__in=list(calls)).exclude(reason_sealed=None))
    found = {}
    for row in rows:
        labels = Labels(tenant=TenantId(row.tenant_id), line=LineId(row.line), kind=MATTER)
        if access.allowed(actor, Action.CLOSE_MATTER, purpose, now, labels):
            reason = _opened(keys, row)
            if reason is not None:
                found[FactId(row.id)] = reason
    return found


def _opened(keys: Keys, row: Matter) -> ReasonId | None:
    try:
        sealed = bytes(row.reason_sealed or b"")
        opened = keys.open_subject(TenantId(row.tenant_id), CallId(row.call), sealed, _CONTEXT)
    except KeyGoneError:
        return None
    return ReasonId(opened.decode().rstrip())
