"""A whole call deleted by order of one person and the word of a second one.

Asking changes nothing but the queue. What was approved begins in the deciding transaction, which holds
the tenant's log: keys destroyed, erasures written, rows scrubbed, for everything the call left behind
by then. The worker takes it through its remaining steps. It must never reach what a hold covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.approvals.effects import counted, takes_effect
from rufschutz.core.audit import access
from rufschutz.core.calls import actions as calls
from rufschutz.core.consent import actions as consents
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.sweep import begin
from rufschutz.core.retention.ordered import ORDER, count, reached, require_free
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.ids import CallId, TenantId

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.core.duedates import Rules
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PersonId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class _Law:
    """Under which rules and clock a tenant's things die."""

    tenant: TenantId
    rules: Rules
    clock: Clock = Clock.REAL


def order_deletion(
    actor: Actor, call: CallId, reason: str, now: Millis, behind: PersonId | None = None
) -> str:
    """Ask a second person to delete a whole call; return the request's id.

    Raises `AccessDenied`, `NotFound`, `NotOverError`, `KeptError` for a call that is held, or
    `ProposalError`.
    """
    access.require(actor, Action.ASK_DELETION, RIGHTS, now)
    with locked(actor.tenant):
        number = count(call, now)
        require_free(call)
        shown = Shown(Subject.DELETE_CALL, document(call), reason, target=call, count=number)
        return ask(actor, shown, now, behind)


def document(call: CallId) -> str:
    """Return what a request about a call says of it: its id alone."""
    return canonical.dumps({"call": str(call)}).decode()


@takes_effect(Subject.DELETE_CALL)
def delete_ordered(asked: Proposal, now: Millis) -> str:
    """Begin the erasure of everything a call left behind; raise `KeptError` where a hold came between."""
    call = CallId(asked.target)
    require_free(call)
    erase_call(TenantId(asked.tenant_id), call, Cause.ORDER, now)
    return call


@counted(Subject.DELETE_CALL)
def count_ordered(asked: Proposal, now: Millis) -> int:
    """Return how many things would be deleted now."""
    return count(CallId(asked.target), now)


def erase_call(tenant: TenantId, call: CallId, cause: Cause, now: Millis, *, receipt: bool = True) -> None:
    """Begin the erasure of a whole call within the caller's transaction, which holds the tenant's log.

    Whoever calls this has made sure that nothing keeps it. Raises `NotFound` and `NotOverError`.
    """
    law, found = _Law(tenant, rules(tenant)), reached(call, now, receipt=receipt)
    calls.forget_numbers([call])
    consents.forget_index(call)
    for shelf in ORDER:
        if found[shelf]:
            begin(shelf, found[shelf], cause, law, now)
