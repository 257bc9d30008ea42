"""Asking for an offboarding, and what a second person's word begins: no call is answered any more.

A hold blocks it, by name, when it is asked for, when it begins, and when the receipt is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.approvals.effects import takes_effect
from rufschutz.core.approvals.models import Approval
from rufschutz.core.audit.actions import record
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.models import Hold
from rufschutz.core.offboarding.errors import HeldError, OffboardingError
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.recordings.models import Recording
from rufschutz.core.tenants.models import Line
from rufschutz.domain import canonical
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.hold import LOCKING
from rufschutz.domain.ids import TenantId

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


def ask_offboarding(actor: Actor, reason: str, now: Millis) -> str:
    """Ask a second person to end the controller's house here; return the request's id.

    Raises `HeldError`, `OffboardingError` where it has begun, what `approvals.ask` raises.
    """
    with locked(actor.tenant):
        _require_free(actor.tenant)
        calls = Call.objects.count()
        reached = {"calls": calls, "lines": Line.objects.count(), "recordings": Recording.objects.count()}
        document = canonical.dumps({**reached}).decode()
        return ask(actor, Shown(Subject.OFFBOARD, document, reason, target=actor.tenant, count=calls), now)


@takes_effect(Subject.OFFBOARD)
def begin(asked: Proposal, now: Millis) -> str:
    """Let every line go silent and begin; the worker withdraws the plans, the owner takes everything back."""
    tenant = TenantId(asked.tenant_id)
    _require_free(tenant)
    Line.objects.update(active=False)
    row = Offboarding.objects.create(
        id=new_id(),
        tenant_id=tenant,
        state=State.BEGUN,
        approvals=[asked.requester, *_deciders(asked)],
        begun_at=now,
    )
    details = (Detail("request", asked.id), Detail("sha256", asked.sha256))
    record(Entry(AuditEvent.OFFBOARDING_BEGUN, tenant, now, asked.requester, row.id, details))
    return row.id


def _deciders(asked: Proposal) -> list[str]:
    return list(Approval.objects.filter(proposal=asked.id).values_list("person", flat=True))


def _require_free(tenant: TenantId) -> None:
    if Offboarding.objects.filter(tenant_id=tenant).exists():
        raise OffboardingError("this controller's offboarding has begun")
    require_nothing_held()


def require_nothing_held() -> None:
    """Raise `HeldError` where something is kept for a dispute, a duty or a request, in the scope's tenant."""
    if held := holds_in_force():
        raise HeldError(f"{len(held)} holds are in force: {', '.join(held)}")


def holds_in_force() -> tuple[str, ...]:
    """Return the ids of the holds that keep something, in the scope's tenant."""
    found = Hold.objects.filter(state__in=[state.value for state in LOCKING])
    return tuple(found.order_by("id").values_list("id", flat=True))
