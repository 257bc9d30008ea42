"""Changing the policy in force: proposed by one person, in force by another's word or after 48 hours.

Decides neither whose word counts nor how it is asked for: `rufschutz.core.approvals` does. Here
stands what may be proposed of a policy, and what it does when it takes effect. What takes effect
overtakes every other proposal: those were compared with a policy that is no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.approvals import actions as approvals
from rufschutz.core.approvals.actions import Shown, locked, require_reason
from rufschutz.core.approvals.effects import takes_effect
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions.adoption import enact, require_sound
from rufschutz.core.purposes.actions.plans import rehearse_policy
from rufschutz.core.purposes.actions.purpose_change import change_purpose, require_wish, wish_document
from rufschutz.core.purposes.drafts import Draft, require_said
from rufschutz.core.purposes.models import PolicyVersion, PurposeChange
from rufschutz.core.purposes.policy import policy_bytes, read_policy
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.purposes.safeguards import loosened
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PersonId, TenantId

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.purposes.change import PurposeWish
    from rufschutz.domain.purposes.loosening import Loosening


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A draft that was checked and rendered against the policy in force (``base``), and not yet proposed."""

    base: str
    policy: Policy
    draft: Draft
    points: tuple[Loosening, ...]


def prepare(actor: Actor, draft: Draft, clips: Path, now: Millis) -> Rehearsed:
    """Check a change of the policy in force and rehearse it with every active line; nothing is stored.

    ``clips``: the sounds there are. It renders speech, which takes seconds: never inside a transaction.
    Raises `PlanRefusedError` with every fault, `ProposalError`, or `AccessDenied`.
    """
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    live = live_policy(actor.tenant)
    policy = draft.change(live.policy)
    require_said(draft, live.policy, policy)
    require_sound(policy)
    rehearse_policy(actor.tenant, policy, clips, now)
    return Rehearsed(live.id, policy, draft, loosened(live.policy, policy))


def submit(actor: Actor, ready: Rehearsed, now: Millis, behind: PersonId | None = None) -> str:
    """Propose what was rehearsed and return the proposal's id.

    ``behind``: the person who let a machine propose; it counts as theirs, so that nobody is a second
    person to themselves by way of a key. Raises `ProposalError` where another policy took effect
    meanwhile, or `AccessDenied`.
    """
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    with locked(actor.tenant):
        if live_policy(actor.tenant).id != ready.base:
            raise ProposalError("another policy took effect meanwhile", advice="Propose it again.")
        shown = Shown(
            Subject.POLICY,
            policy_bytes(ready.policy).decode(),
            ready.draft.reason.strip(),
            ready.base,
            tuple((point.path, point.how) for point in ready.points),
            tuple(sorted(ready.draft.material or ())),
        )
        return approvals.ask(actor, shown, now, behind)


def propose(actor: Actor, draft: Draft, clips: Path, now: Millis, behind: PersonId | None = None) -> str:
    """Prepare and submit a change at once; return the proposal's id. Raises what the two raise."""
    return submit(actor, prepare(actor, draft, clips, now), now, behind)


def propose_purpose(actor: Actor, wish: PurposeWish, reason: str, now: Millis) -> str:
    """Propose to use one stored thing for another purpose; return the proposal's id.

    It goes the way of a policy, and always needs the officer's opinion. Raises `ConsentedDataError` for
    what rests on consent, `IncompatibleError`, `ProposalError` or `AccessDenied`.
    """
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    require_reason(reason)
    with locked(actor.tenant):
        require_wish(actor.tenant, wish)
        point = (f"stored.{wish.artefact}.purpose", f"{wish.was} becomes {wish.becomes}")
        base = live_policy(actor.tenant).id
        shown = Shown(Subject.PURPOSE, wish_document(wish), reason.strip(), base, (point,))
        return approvals.ask(actor, shown, now)


def forget_decided(tenant: TenantId, now: Millis) -> int:
    """Delete proposals whose time is over, with their approvals and opinions; return how many.

    What led to the policy in force stays as long as that does.
    """
    with tenant_scope(tenant), transaction.atomic():
        live = PolicyVersion.objects.order_by("-number").values_list("proposal", flat=True)[:1]
        due = Proposal.objects.filter(due_at__lte=now).exclude(id__in=list(live))
        names = list(due.values_list("id", flat=True))
        approvals.forget(names)
        PurposeChange.objects.filter(due_at__lte=now).delete()
    return len(names)


@takes_effect(Subject.POLICY)
def policy_takes_effect(row: Proposal, now: Millis) -> str:
    """Put a proposed policy in force and return its version; every other proposed one is void then."""
    tenant, policy = TenantId(row.tenant_id), read_policy(row.document.encode())
    if live_policy(tenant).id != row.base:
        raise errors.NotWaitingError("another policy took effect since it was proposed")
    version = enact(tenant, policy, PersonId(row.requester), now, row.id, row.material)
    if row.loosened:
        points = Detail("points", len(row.loosened))
        record(Entry(AuditEvent.POLICY_LOOSENED, tenant, now, row.requester, row.id, (points,)))
    approvals.overtake(Subject.POLICY, row.id, now)
    return version


takes_effect(Subject.PURPOSE)(change_purpose)
