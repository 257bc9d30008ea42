"""Reading proposals and versions of the policy: who wanted what, why, who agreed, and since when it holds.

Decides nothing. Nothing here holds a caller's data.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.approvals.models import Approval, Proposal
from rufschutz.core.approvals.queries import opinions_on
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions.purpose_change import read_wish
from rufschutz.core.purposes.difference import Change, changes
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.queries import parsed
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval.proposal import State, Way
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject
from rufschutz.domain.ids import PersonId, PurposeId
from rufschutz.domain.moments import Millis
from rufschutz.domain.purposes.loosening import Loosening

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.approval.opinion import Opinion


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal as it is shown to who may decide it.

    ``sha256`` is what an approval is bound to. ``ripe_at``: when it takes effect by itself, None where
    a second person is needed. ``decided_by`` is '' where time decided. Moments in ms UTC.
    """

    id: str
    number: int
    sha256: str
    reason: str
    requester: PersonId
    requester_name: str
    proposed_at: Millis
    way: Way
    ripe_at: Millis | None
    ends_at: Millis
    state: State
    decided_by: str
    decided_by_name: str
    decided_at: Millis | None
    version: str
    changes: tuple[Change, ...]
    loosened: tuple[Loosening, ...]
    material: tuple[PurposeId, ...]
    opinions: tuple[Opinion, ...]

    @property
    def waits_for_opinion(self) -> bool:
        """Whether the officer has to speak before it can take effect."""
        spoken = any(opinion.sha256 == self.sha256 for opinion in self.opinions)
        return self.state is State.WAITING and bool(self.loosened) and not spoken


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version of the policy: who proposed it, who approved it, why, and what it changed.

    ``approved_by`` is '' for the one of the set-up and for one that took effect after 48 hours.
    """

    id: str
    number: int
    sha256: str
    adopted_by: PersonId
    adopted_by_name: str
    adopted_at: Millis
    proposal: str
    approved_by: str
    approved_by_name: str
    reason: str
    material: tuple[PurposeId, ...]
    in_force: bool
    changes: tuple[Change, ...]
    opinions: tuple[Opinion, ...]


def proposals(actor: Actor, now: Millis, *, waiting: bool = False) -> tuple[ProposalCard, ...]:
    """Return the proposals of the actor's tenant, newest first; ``waiting``: only those to be decided."""
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        rows = Proposal.objects.filter(subject__in=POLICY_SUBJECTS).order_by("-proposed_at", "-id")
        if waiting:
            rows = rows.filter(state=State.WAITING.value, ends_at__gt=now)
        return tuple(_card(row) for row in rows)


def proposal(actor: Actor, name: str, now: Millis) -> ProposalCard:
    """Return one proposal; raise `NoProposalError`."""
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        row = Proposal.objects.filter(id=name, subject__in=POLICY_SUBJECTS).first()
        if row is None:
            raise NoProposalError("there is no such proposal here")
        return _card(row)


def voided(actor: Actor, card: ProposalCard, now: Millis) -> tuple[ProposalCard, ...]:
    """Return the waiting proposals that become void if this one takes effect, newest first.

    A changed policy overtakes every other proposal of one: those were compared with what is no more.
    """
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        waiting = Proposal.objects.filter(subject=Subject.POLICY.value, state=State.WAITING.value)
        if not waiting.filter(id=card.id, ends_at__gt=now).exists():
            return ()
        return tuple(_card(row) for row in waiting.exclude(id=card.id).order_by("-proposed_at", "-id"))


def versions(actor: Actor, now: Millis) -> tuple[VersionCard, ...]:
    """Return every version of the tenant's policy, the one in force first."""
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        rows = list(PolicyVersion.objects.order_by("-number"))
        older = [*rows[1:], None]
        return tuple(
            _version(row, before, in_force=row is rows[0]) for row, before in zip(rows, older, strict=True)
        )


def _card(row: Proposal) -> ProposalCard:
    base = PolicyVersion.objects.get(id=row.base)
    return ProposalCard(
        id=row.id,
        number=base.number,
        sha256=row.sha256,
        reason=row.reason,
        requester=PersonId(row.requester),
        requester_name=person_name(PersonId(row.requester)),
        proposed_at=Millis(row.proposed_at),
        way=Way(row.way),
        ripe_at=None if row.ripe_at is None else Millis(row.ripe_at),
        ends_at=Millis(row.ends_at),
        state=State(row.state),
        decided_by=row.decided_by,
        decided_by_name=person_name(PersonId(row.decided_by)) if row.decided_by else "",
        decided_at=None if row.decided_at is None else Millis(row.decided_at),
        version=row.version,
        changes=_changes(row, base),
        loosened=tuple(Loosening(path, how) for path, how in row.loosened),
        material=tuple(PurposeId(name) for name in row.material),
        opinions=opinions_on(row.id),
    )


def _changes(row: Proposal, base: PolicyVersion) -> tuple[Change, ...]:
    if row.subject == Subject.PURPOSE:
        wish = read_wish(row.document)
        points = ((field.name, getattr(wish.record, field.name)) for field in fields(wish.record))
        first = Change(f"stored.{wish.artefact}.purpose", wish.was, wish.becomes)
        return (first, *(Change(f"compatibility.{name}", "", said) for name, said in points))
    return changes(parsed(base.document), parsed(row.document))


def _version(row: PolicyVersion, before: PolicyVersion | None, *, in_force: bool) -> VersionCard:
    origin = Proposal.objects.filter(id=row.proposal).first() if row.proposal else None
    word = Approval.objects.filter(proposal=row.proposal).first() if row.proposal else None
    approver = "" if word is None else word.person
    return VersionCard(
        id=row.id,
        number=row.number,
        sha256=row.sha256,
        adopted_by=PersonId(row.adopted_by),
        adopted_by_name=person_name(PersonId(row.adopted_by)),
        adopted_at=Millis(row.adopted_at),
        proposal=row.proposal,
        approved_by=approver,
        approved_by_name=person_name(PersonId(approver)) if approver else "",
        reason="" if origin is None else origin.reason,
        material=tuple(PurposeId(name) for name in row.material),
        in_force=in_force,
        changes=() if before is None else changes(parsed(before.document), parsed(row.document)),
        opinions=opinions_on(row.proposal) if row.proposal else (),
    )
