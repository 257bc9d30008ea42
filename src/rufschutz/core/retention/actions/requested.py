"""An erasure that a data subject asked for (Art. 17 GDPR): locked at once, gone after 72 hours at the latest.

One person of the house enters it, or the data subject does with the code of their receipt; from then on
nothing serves the call but legal claims. A second person's word or time erases it, in one transaction that
holds the tenant's log. Nobody's mere will rejects it: only a hold or a duty to keep does, and
whoever asked is told which.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.approvals.actions import BY_TIME, Shown, ask, ask_alone, locked
from rufschutz.core.approvals.effects import counted, rejected_for, takes_effect
from rufschutz.core.approvals.models import Approval
from rufschutz.core.audit import access
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.actions.placing import restrict, restrict_alone
from rufschutz.core.holds.actions.rows import pure
from rufschutz.core.holds.actions.settling import end
from rufschutz.core.holds.locks import protecting
from rufschutz.core.retention.actions.ordered import document, erase_call
from rufschutz.core.retention.ordered import KeptError, answer_to, count
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import RIGHTS
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold.erasure import Answer, ErasureAnswer
from rufschutz.domain.hold.hold import LONGEST, Ground, Kind, released
from rufschutz.domain.ids import CallId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PersonId

BY_RECEIPT: Final = "Mit dem Beleg des Anrufs verlangt (Art. 17 DSGVO)"
"""What the queue says of a data subject who needs to give no reason."""


class MereWillError(CoreError):
    """Nothing stands against the erasure, so nobody may reject it (Art. 17(1), (3) GDPR)."""

    advice = "Approve it, or let 72 hours pass; a dispute or a duty to keep is entered as a hold first."


@dataclass(frozen=True, slots=True)
class Requested:
    """What became of a data subject's wish: the request's id, '' where something stands against it."""

    proposal: str
    answer: ErasureAnswer


def enter_erasure(
    actor: Actor, call: CallId, reason: str, keys: Keys, now: Millis, behind: PersonId | None = None
) -> Requested:
    """Lock a call at once because its data subject wants it erased, and ask a second person.

    Raises `AccessDenied`, `NotFound`, `NotOverError`, `StillRunningError` or `ProposalError`.
    """
    access.require(actor, Action.ASK_DELETION, RIGHTS, now)
    with locked(actor.tenant):
        number, met = count(call, now, receipt=False), answer_to(call)
        if met.answer is not Answer.REFUSE:
            restrict(actor, call, _ground(reason, now), keys, now)
        if met.answer is not Answer.DELETE:
            return Requested("", met)
        return Requested(ask(actor, _shown(call, reason, number), now, behind), met)


def enter_erasure_alone(tenant: TenantId, call: CallId, keys: Keys, now: Millis) -> Requested:
    """Do the same for a data subject with the code of their receipt: who may is made sure of before this.

    Raises `NotFound`, `NotOverError`, `StillRunningError` or `ProposalError`.
    """
    with locked(tenant):
        number, met = count(call, now, receipt=False), answer_to(call)
        if met.answer is not Answer.REFUSE:
            restrict_alone(tenant, call, _ground(BY_RECEIPT, now), keys, now)
        if met.answer is not Answer.DELETE:
            return Requested("", met)
        return Requested(ask_alone(tenant, _shown(call, BY_RECEIPT, number), now), met)


@takes_effect(Subject.ERASE_ON_REQUEST)
def erase_requested(asked: Proposal, now: Millis) -> str:
    """Begin the erasure of a call; raise `KeptError` where a hold or a duty came between."""
    call = CallId(asked.target)
    met = answer_to(call)
    if met.answer is not Answer.DELETE:
        kinds = ", ".join(reason.kind.value.replace("_", " ") for reason in met.reasons)
        raise KeptError(f"the call is kept: {kinds}")
    erase_call(TenantId(asked.tenant_id), call, Cause.REQUEST, now, receipt=False)
    _unlock(asked, now)
    return call


@counted(Subject.ERASE_ON_REQUEST)
def count_requested(asked: Proposal, now: Millis) -> int:
    """Return how many things would be deleted now."""
    return count(CallId(asked.target), now, receipt=False)


@rejected_for(Subject.ERASE_ON_REQUEST)
def require_ground(asked: Proposal) -> None:
    """Raise `MereWillError` where nothing keeps the call."""
    if answer_to(CallId(asked.target)).answer is Answer.DELETE:
        raise MereWillError("neither a hold nor a duty to keep stands against this erasure")


def _unlock(asked: Proposal, now: Millis) -> None:
    """End the restrictions of a call that is no more: there is nothing left to lock."""
    word = Approval.objects.filter(proposal=asked.id).values_list("person", flat=True).first()
    for row in protecting().filter(call=asked.target, kind=Kind.RESTRICTION.value).select_for_update():
        if now < row.ends_at:
            end(row, released(pure(row), now), AuditEvent.RESTRICTION_LIFTED, word or BY_TIME, now)


def _shown(call: CallId, reason: str, number: int) -> Shown:
    return Shown(Subject.ERASE_ON_REQUEST, document(call), reason, target=call, count=number)


def _ground(reason: str, now: Millis) -> Ground:
    ends = Millis(now + LONGEST[Kind.RESTRICTION])
    return Ground(Kind.RESTRICTION, reason, ends, told=True)
