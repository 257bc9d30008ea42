"""Deciding what was asked: in force by another's word, or by time where there is no other.

Decides nothing about whose word counts: `rufschutz.domain.approval.proposal` does, and what
each subject takes says `rufschutz.domain.approval.subject`. Whatever changes takes the lock of the
tenant's log first and is one transaction with its entry in it: of two approvals at once one counts,
and a death between any two lines leaves all or nothing.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.actions.asking import Shown, event_of, locked
from rufschutz.core.approvals.effects import EFFECTS, GROUNDS, count_now
from rufschutz.core.approvals.errors import NoProposalError, ProposalError
from rufschutz.core.approvals.models import Approval, Opinion, Proposal
from rufschutz.core.approvals.people import aliases_of, client_of, officers_of
from rufschutz.core.approvals.queries import opinions_on
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.purposes.queries import rules
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval import errors
from rufschutz.domain.approval import proposal as approval
from rufschutz.domain.approval.proposal import Hand, State, Way
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, TERMS, Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.errors import DomainError, RufschutzError
from rufschutz.domain.ids import PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime
from rufschutz.handover.errors import HandoverError

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.approval.opinion import Verdict

log = logging.getLogger(__name__)

WORDS: Final = 2_000
"""Letters that an opinion may have."""

BY_TIME: Final = "core"

VOIDS: Final = (CoreError, DomainError, HandoverError)
"""What an effect refuses with for good; anything else, like a key that cannot be opened, is tried again."""


def approve(
    actor: Actor, name: str, shown: str, signed_in_at: Millis, now: Millis, count: int | None = None
) -> str:
    """Let a proposal take effect by a second person's word; return the id of what it became.

    ``shown``: the hash of the proposal as the person saw it, ``count``: how many things it reached then, None
    where nobody counted; ``signed_in_at``: when they last gave password and code. Raises an
    `ApprovalError` (`ChangedError` where it is more or fewer by now), `NoProposalError`, what its effect
    refuses with, or `AccessDenied`.
    """
    with locked(actor.tenant):
        row = _decidable(actor, name, now)
        _require_whole(row)
        _require_count(row, count, now)
        done = approval.approve(
            pure(row), _hand(actor, row, signed_in_at, now), shown, opinions_on(row.id), now
        )
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


def reject(actor: Actor, name: str, now: Millis) -> None:
    """Reject a proposal as a second person; raise an `ApprovalError`, `NoProposalError` or `AccessDenied`.

    Some subjects are not rejected at will (`rufschutz.core.approvals.effects.GROUNDS`).
    """
    with locked(actor.tenant):
        row = _decidable(actor, name, now)
        if (ground := GROUNDS.get(Subject(row.subject))) is not None:
            ground(row)
        settle(row, approval.reject(pure(row), _hand(actor, row, now, now), now), actor.person, now)


def take_back(actor: Actor, name: str, now: Millis, behind: PersonId | None = None) -> None:
    """Take one's own proposal back; raise an `ApprovalError`, `NoProposalError` or `AccessDenied`.

    ``behind``: the person who let a machine ask, whose proposal it is.
    """
    with locked(actor.tenant):
        row = _row(name)
        terms = TERMS[Subject(row.subject)]
        access.require(actor, terms.ask, terms.purpose, now)
        settle(row, approval.take_back(pure(row), behind or actor.person, now), actor.person, now)


def state_opinion(actor: Actor, name: str, verdict: Verdict, words: str, now: Millis) -> str:
    """Keep what the data protection officer says of a waiting proposal; return the opinion's id.

    A later opinion stands beside the earlier ones. Raises `ApprovalError`, `NoProposalError`,
    `ProposalError` for words that are too long or none, or `AccessDenied` for everyone else.
    """
    access.require(actor, Action.STATE_OPINION, SECURITY, now)
    if not 0 < len(words.strip()) <= WORDS:
        raise ProposalError(f"an opinion has words, at most {WORDS} letters")
    with locked(actor.tenant):
        row = _row(name)
        if row.state != State.WAITING or approval.over(pure(row), now):
            raise errors.NotWaitingError("the proposal is decided")
        asker = PersonId(row.requester)
        if actor.person in {asker} | aliases_of({asker}):
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
        event = event_of(row, AuditEvent.POLICY_OPINION)
        record(Entry(event, actor.tenant, now, actor.person, row.id, details))
    return opinion.id


FAULTS: Final = (RufschutzError, DatabaseError, OSError, ValueError)
"""What may keep one proposal from its time, and no other."""


def take_effect_due(now: Millis) -> tuple[str, ...]:
    """Do what time alone does to proposals: in force after their wait, void after seven days.

    Returns what they became. Run again, it finds nothing left to do. One that fails keeps none of the others
    from its time; then the first error is raised (`FAULTS`).
    """
    became: list[str] = []
    faults: list[Exception] = []
    for tenant, name in [(each, name) for each in tenant_ids() for name in _waiting(each)]:
        try:
            became.append(_with_time(tenant, name, now))
        except FAULTS as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return tuple(filter(None, became))


def settle(row: Proposal, done: approval.Proposal, actor: str, now: Millis) -> None:
    """Write what became of a proposal, and log it; within the caller's transaction."""
    event = AuditEvent.POLICY_APPROVED if done.state is State.IN_FORCE else AuditEvent.POLICY_REJECTED
    row.state, row.decided_by, row.decided_at = done.state.value, done.decided_by or "", now
    tenant = TenantId(row.tenant_id)
    row.due_at = rules(tenant).due(DECISION_KIND, Lifetime(collected=now)).at
    row.save(update_fields=["state", "decided_by", "decided_at", "version", "reached", "due_at"])
    details = (
        Detail("state", row.state),
        Detail("sha256", row.sha256),
        Detail("version", row.version),
        Detail("reached", row.reached),
    )
    record(Entry(event_of(row, event), tenant, now, actor, row.id, details))
    if row.way == Way.DEADLINE:
        bury(tenant, What.ERASURE_DECIDED, [row.id], now, row.state)


def overtake(subject: Subject, but: str, now: Millis) -> None:
    """Make every other waiting proposal of a subject void: what it was compared with is no more.

    Within the caller's transaction and scope; ``but``: the id of the one that took effect.
    """
    others = Proposal.objects.filter(state=State.WAITING.value, subject=subject.value).exclude(id=but)
    for other in others:
        settle(other, approval.overtake(pure(other), now), BY_TIME, now)


def forget(names: list[str]) -> None:
    """Delete proposals with their approvals and opinions, within the caller's transaction and scope."""
    Approval.objects.filter(proposal__in=names).delete()
    Opinion.objects.filter(proposal__in=names).delete()
    Proposal.objects.filter(id__in=names).delete()


def pure(row: Proposal) -> approval.Proposal:
    """Return a row as the rules of approval see it."""
    return approval.Proposal(
        requester=PersonId(row.requester),
        sha256=row.sha256,
        at=Millis(row.proposed_at),
        way=Way(row.way),
        loosens=bool(row.loosened) or TERMS[Subject(row.subject)].loosens,
        state=State(row.state),
        decided_by=PersonId(row.decided_by) if row.decided_by else None,
        decided_at=None if row.decided_at is None else Millis(row.decided_at),
    )


def _decidable(actor: Actor, name: str, now: Millis) -> Proposal:
    row = _row(name)
    access.require(actor, TERMS[Subject(row.subject)].decide, SECURITY, now)
    return row


def _waiting(tenant: TenantId) -> tuple[str, ...]:
    with tenant_scope(tenant):
        rows = Proposal.objects.filter(state=State.WAITING.value).order_by("proposed_at", "id")
        return tuple(rows.values_list("id", flat=True))


def _with_time(tenant: TenantId, name: str, now: Millis) -> str:
    """Do what time does to one proposal; return what it became, '' for nothing."""
    with locked(tenant):
        row = _row(name)
        if row.state != State.WAITING:
            return ""  # somebody decided between the look and the lock
        done = approval.with_time(pure(row), opinions_on(row.id), now)
        if done.state is State.IN_FORCE:
            try:
                with transaction.atomic():
                    _require_whole(row)
                    return _take_effect(row, done, BY_TIME, now)
            except VOIDS:
                log.warning("a proposal does not fit what is there any more and is void")
                row.refresh_from_db()
                done = approval.overtake(pure(row), now)
        if done.state is not State.WAITING:
            settle(row, done, BY_TIME, now)
    return ""


def _take_effect(row: Proposal, done: approval.Proposal, actor: str, now: Millis) -> str:
    """Do what a proposal is about, within the caller's transaction; return what it became."""
    row.reached = count_now(row, now)
    row.version = EFFECTS[Subject(row.subject)](row, now)
    settle(row, done, actor, now)
    return row.version


def _require_whole(row: Proposal) -> None:
    """Raise `ChangedError` where the row says something else than what its hash was made of.

    The hash of a policy that was proposed before there were other subjects covers what there was of it then.
    """
    shown = Shown(
        Subject(row.subject),
        row.document,
        row.reason,
        row.base,
        (),
        tuple(PurposeId(name) for name in row.material),
        row.target,
        row.count,
    )
    earlier = shown.sha256_of_policy if shown.subject in POLICY_SUBJECTS else shown.sha256
    if row.sha256 not in {shown.sha256, earlier}:
        raise errors.ChangedError("what is stored is not what was proposed")


def _require_count(row: Proposal, seen: int | None, now: Millis) -> None:
    if seen is not None and row.state == State.WAITING and seen != count_now(row, now):
        raise errors.ChangedError(f"it was {seen} things when it was shown, and is not any more")


def _row(name: str) -> Proposal:
    row = Proposal.objects.select_for_update().filter(id=name).first()
    if row is None:
        raise NoProposalError("there is no such proposal here")
    return row


def _hand(actor: Actor, row: Proposal, signed_in_at: Millis, now: Millis) -> Hand:
    officers = officers_of(actor.tenant, now)
    client = client_of(actor.tenant, Subject(row.subject), now)
    foreign = client is not None and actor.person not in client
    alias = actor.person in aliases_of({PersonId(row.requester)})
    return Hand(actor.person, actor.role, actor.person in officers, signed_in_at, foreign, alias)
