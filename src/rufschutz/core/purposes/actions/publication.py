"""Changing the policy in force: proposed by one person, in force by another's word or after 48 hours.

Decides nothing about whose word counts: `rufschutz.domain.approval.proposal` does. Whatever
changes takes the lock of the tenant's log first and is one transaction with its entry in it:
of two approvals at once one counts, and a death between any two lines leaves all or nothing.
What takes effect overtakes every other proposal: those were compared with a policy that is no more.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.accounts.queries import members
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions.adoption import enact, require_sound
from rufschutz.core.purposes.actions.plans import rehearse_policy
from rufschutz.core.purposes.actions.purpose_change import change_purpose, require_wish, wish_document
from rufschutz.core.purposes.drafts import Draft, require_reason, require_said
from rufschutz.core.purposes.errors import NoProposalError, PlanRefusedError, ProposalError
from rufschutz.core.purposes.models import (
    POLICY,
    PURPOSE,
    Approval,
    Opinion,
    PolicyVersion,
    Proposal,
    PurposeChange,
)
from rufschutz.core.purposes.policy import policy_bytes, read_policy
from rufschutz.core.purposes.queries import live_policy, opinions_on, rules
from rufschutz.core.purposes.safeguards import loosened
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action, Role
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval import errors
from rufschutz.domain.approval import proposal as approval
from rufschutz.domain.approval.proposal import Hand, State, Way
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.ids import PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.purposes.catalogue import PurposeError
from rufschutz.domain.purposes.loosening import Loosening
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.approval.opinion import Verdict
    from rufschutz.domain.purposes.change import PurposeWish

log = logging.getLogger(__name__)

WORDS: Final = 2_000
"""Letters that an opinion may have."""

BY_TIME: Final = "core"


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
    with _locked(actor.tenant):
        if live_policy(actor.tenant).id != ready.base:
            raise ProposalError("another policy took effect meanwhile", advice="Propose it again.")
        shown = _Shown(
            POLICY,
            ready.base,
            policy_bytes(ready.policy).decode(),
            ready.draft.reason.strip(),
            ready.points,
            tuple(sorted(ready.draft.material or ())),
        )
        return _store(actor, shown, behind or actor.person, now)


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
    with _locked(actor.tenant):
        require_wish(actor.tenant, wish)
        point = Loosening(f"stored.{wish.artefact}.purpose", f"{wish.was} becomes {wish.becomes}")
        base = live_policy(actor.tenant).id
        shown = _Shown(PURPOSE, base, wish_document(wish), reason.strip(), (point,), ())
        return _store(actor, shown, actor.person, now)


def approve(actor: Actor, proposal: str, shown: str, signed_in_at: Millis, now: Millis) -> str:
    """Let a proposal take effect by a second person's word; return the version's id.

    ``shown``: the hash of the proposal as the person saw it; ``signed_in_at``: when they last gave
    password and code. Raises an `ApprovalError`, `NoProposalError`, `PlanRefusedError` or `AccessDenied`.
    """
    access.require(actor, Action.APPROVE_POLICY, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(proposal)
        hand = _hand(actor, signed_in_at, now)
        done = approval.approve(_pure(row), hand, shown, opinions_on(row.id), now)
        Approval.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            proposal=row.id,
            person=actor.person,
            sha256=shown,
            signed_in_at=signed_in_at,
            at=now,
        )
        return _take_effect(row, done, actor.person, now)


def reject(actor: Actor, proposal: str, now: Millis) -> None:
    """Reject a proposal as a second person; raise an `ApprovalError`, `NoProposalError` or `AccessDenied`."""
    access.require(actor, Action.APPROVE_POLICY, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(proposal)
        _settle(row, approval.reject(_pure(row), _hand(actor, now, now), now), actor.person, now)


def take_back(actor: Actor, proposal: str, now: Millis) -> None:
    """Take one's own proposal back; raise an `ApprovalError`, `NoProposalError` or `AccessDenied`."""
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(proposal)
        _settle(row, approval.take_back(_pure(row), actor.person, now), actor.person, now)


def state_opinion(actor: Actor, proposal: str, verdict: Verdict, words: str, now: Millis) -> str:
    """Keep what the data protection officer says of a waiting proposal; return the opinion's id.

    A later opinion stands beside the earlier ones. Raises `ApprovalError`, `NoProposalError`,
    `ProposalError` for words that are too long or none, or `AccessDenied` for everyone else.
    """
    access.require(actor, Action.STATE_OPINION, SECURITY, now)
    if not 0 < len(words.strip()) <= WORDS:
        raise ProposalError(f"an opinion has words, at most {WORDS} letters")
    with _locked(actor.tenant):
        row = _row(proposal)
        if row.state != State.WAITING or now >= row.ends_at:
            raise errors.NotWaitingError("the proposal is decided")
        if row.requester == actor.person:
            raise errors.OwnOpinionError("who proposed it cannot speak for data protection about it")
        opinion = Opinion.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            proposal=row.id,
            officer=actor.person,
            verdict=verdict.value,
            words=words.strip(),
            sha256=row.sha256,
            at=now,
        )
        details = (Detail("verdict", verdict.value), Detail("sha256", row.sha256))
        record(Entry(AuditEvent.POLICY_OPINION, actor.tenant, now, actor.person, row.id, details))
    return opinion.id


def take_effect_due(now: Millis) -> tuple[str, ...]:
    """Do what time alone does to proposals: in force after 48 hours, void after seven days.

    Returns the versions that came into force. Run again, it finds nothing left to do.
    """
    each = (_with_time(tenant, name, now) for tenant in tenant_ids() for name in _waiting(tenant))
    return tuple(version for version in each if version)


def forget_decided(tenant: TenantId, now: Millis) -> int:
    """Delete proposals whose time is over, with their approvals and opinions; return how many.

    What led to the policy in force stays as long as that does.
    """
    with tenant_scope(tenant), transaction.atomic():
        live = PolicyVersion.objects.order_by("-number").values_list("proposal", flat=True)[:1]
        due = Proposal.objects.filter(due_at__lte=now).exclude(id__in=list(live))
        names = list(due.values_list("id", flat=True))
        Approval.objects.filter(proposal__in=names).delete()
        Opinion.objects.filter(proposal__in=names).delete()
        Proposal.objects.filter(id__in=names).delete()
        PurposeChange.objects.filter(due_at__lte=now).delete()
    return len(names)


def _waiting(tenant: TenantId) -> tuple[str, ...]:
    with tenant_scope(tenant):
        rows = Proposal.objects.filter(state=State.WAITING.value).order_by("proposed_at", "id")
        return tuple(rows.values_list("id", flat=True))


@contextmanager
def _locked(tenant: TenantId) -> Iterator[None]:
    """Open a transaction in which nobody else changes the tenant's policy or proposals."""
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        yield


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is shown to who decides, and what an approval is bound to."""

    subject: str
    base: str
    document: str
    reason: str
    points: tuple[Loosening, ...]
    material: tuple[PurposeId, ...]

    @property
    def sha256(self) -> str:
        """The hash over everything that was shown, not the document alone."""
        parts = {"base": self.base, "document": self.document, "reason": self.reason}
        return hashlib.sha256(canonical.dumps({**parts, "material": list(self.material)})).hexdigest()


def _store(actor: Actor, shown: _Shown, requester: PersonId, now: Millis) -> str:
    way = approval.way_for(requester, _seconds(actor.tenant, now))
    pure = approval.Proposal(requester, shown.sha256, now, way, loosens=bool(shown.points))
    row = Proposal.objects.create(
        id=new_id(),
        tenant_id=actor.tenant,
        subject=shown.subject,
        base=shown.base,
        document=shown.document,
        sha256=pure.sha256,
        reason=shown.reason,
        loosened=[[point.path, point.how] for point in shown.points],
        material=list(shown.material),
        requester=requester,
        proposed_at=now,
        way=way.value,
        ripe_at=pure.ripe_at,
        ends_at=pure.ends_at,
        state=pure.state.value,
    )
    details = (
        Detail("sha256", pure.sha256),
        Detail("way", way.value),
        Detail("loosened", len(shown.points)),
        Detail("material", tuple(shown.material)),
        Detail("ripe_at", pure.ripe_at),
    )
    record(Entry(AuditEvent.POLICY_PROPOSED, actor.tenant, now, actor.person, row.id, details))
    return row.id


def _with_time(tenant: TenantId, name: str, now: Millis) -> str:
    """Do what time does to one proposal; return the version that came into force, '' for none."""
    with _locked(tenant):
        row = _row(name)
        done = approval.with_time(_pure(row), opinions_on(row.id), now)
        if done.state is State.IN_FORCE:
            try:
                return _take_effect(row, done, BY_TIME, now)
            except (errors.NotWaitingError, PlanRefusedError, ProposalError, PurposeError):
                log.warning("a proposal does not fit what is there any more and is void")
                done = approval.overtake(_pure(row), now)
        if done.state is not State.WAITING:
            _settle(row, done, BY_TIME, now)
    return ""


def _take_effect(row: Proposal, done: approval.Proposal, actor: str, now: Millis) -> str:
    """Do what a proposal is about, within the caller's transaction; return the version or record it became.

    A policy that takes effect makes every other proposed one void.
    """
    if row.subject == PURPOSE:
        row.version = change_purpose(row, now)
        _settle(row, done, actor, now)
        return row.version
    tenant, policy = TenantId(row.tenant_id), read_policy(row.document.encode())
    if live_policy(tenant).id != row.base:
        raise errors.NotWaitingError("another policy took effect since it was proposed")
    version = enact(tenant, policy, PersonId(row.requester), now, row.id, row.material)
    row.version = version
    _settle(row, done, actor, now)
    if row.loosened:
        points = Detail("points", len(row.loosened))
        record(Entry(AuditEvent.POLICY_LOOSENED, tenant, now, row.requester, row.id, (points,)))
    others = Proposal.objects.filter(state=State.WAITING.value, subject=POLICY).exclude(id=row.id)
    for other in others:
        _settle(other, _overtaken(_pure(other), now), BY_TIME, now)
    return version


def _overtaken(proposal: approval.Proposal, now: Millis) -> approval.Proposal:
    """Return a proposal void: by its time where that was over, by another one otherwise."""
    return (
        approval.with_time(proposal, (), now) if now >= proposal.ends_at else approval.overtake(proposal, now)
    )


def _settle(row: Proposal, done: approval.Proposal, actor: str, now: Millis) -> None:
    """Write what became of a proposal, and log it."""
    event = AuditEvent.POLICY_APPROVED if done.state is State.IN_FORCE else AuditEvent.POLICY_REJECTED
    row.state, row.decided_by, row.decided_at = done.state.value, done.decided_by or "", now
    tenant = TenantId(row.tenant_id)
    row.due_at = rules(tenant).due(DECISION_KIND, Lifetime(collected=now)).at
    row.save(update_fields=["state", "decided_by", "decided_at", "version", "due_at"])
    details = (Detail("state", row.state), Detail("sha256", row.sha256), Detail("version", row.version))
    record(Entry(event, tenant, now, actor, row.id, details))


def _pure(row: Proposal) -> approval.Proposal:
    return approval.Proposal(
        requester=PersonId(row.requester),
        sha256=row.sha256,
        at=Millis(row.proposed_at),
        way=Way(row.way),
        loosens=bool(row.loosened),
        state=State(row.state),
        decided_by=PersonId(row.decided_by) if row.decided_by else None,
        decided_at=None if row.decided_at is None else Millis(row.decided_at),
    )


def _row(name: str) -> Proposal:
    row = Proposal.objects.select_for_update().filter(id=name).first()
    if row is None:
        raise NoProposalError("there is no such proposal here")
    return row


def _hand(actor: Actor, signed_in_at: Millis, now: Millis) -> Hand:
    officers = _with_role(actor.tenant, Role.DATA_PROTECTION_OFFICER, now)
    return Hand(actor.person, actor.role, actor.person in officers, signed_in_at)


def _seconds(tenant: TenantId, now: Millis) -> set[PersonId]:
    """Return who could be a second person: owners and deputies, but for the officer."""
    found = {person for role in approval.SECONDS for person in _with_role(tenant, role, now)}
    return found - _with_role(tenant, Role.DATA_PROTECTION_OFFICER, now)


def _with_role(tenant: TenantId, role: Role, now: Millis) -> set[PersonId]:
    return {member.person for member in members(tenant, now) if member.role.value == role.value}
