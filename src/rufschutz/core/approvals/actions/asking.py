"""Asking a second person: what is shown to who decides, and the row that waits for their word.

Decides nothing about whose word counts: `rufschutz.domain.approval.proposal` does, and what
each subject takes says `rufschutz.domain.approval.subject`. A request is one transaction with its entry
in the tenant's log, whose lock it takes first.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.errors import ProposalError
from rufschutz.core.approvals.leave import demands
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.approvals.people import aliases_of, client_of, seconds_of
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.domain import canonical
from rufschutz.domain.approval import proposal as approval
from rufschutz.domain.approval.proposal import State, Way
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, TERMS, Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PersonId, TenantId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis

REASON: Final = 500
"""Letters that a reason may have."""

NOBODY: Final = PersonId("")
"""Who asked where a data subject did: no person of the house, so that any of them can be the second."""

SUBJECT: Final = "caller"
"""How the log names a data subject who asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown to who decides, and what an approval is bound to.

    ``base``: the policy version it was compared with, '' for none; ``document``: canonical JSON;
    ``points``: ``(path, how)`` of each protection that it takes away; ``material``: purposes whose standing
    consents become stale; ``target``: the one thing it is about; ``count``: how many things it reaches.
    """

    subject: Subject
    document: str
    reason: str
    base: str = ""
    points: tuple[tuple[str, str], ...] = ()
    material: tuple[PurposeId, ...] = ()
    target: str = ""
    count: int = 0

    @property
    def sha256(self) -> str:
        """The hash over everything that was shown, not the document alone."""
        parts: dict[str, canonical.Json] = {
            "base": self.base,
            "count": self.count,
            "document": self.document,
            "material": [str(name) for name in self.material],
            "reason": self.reason.strip(),
            "subject": self.subject.value,
            "target": self.target,
        }
        return hashlib.sha256(canonical.dumps(parts)).hexdigest()

    @property
    def sha256_of_policy(self) -> str:
        """The hash from when nothing but a policy could be asked for; what waits since then has it."""
        parts: dict[str, canonical.Json] = {
            "base": self.base,
            "document": self.document,
            "material": [str(name) for name in self.material],
            "reason": self.reason,
        }
        return hashlib.sha256(canonical.dumps(parts)).hexdigest()

    @property
    def loosens(self) -> bool:
        """Whether the officer has to have spoken before it takes effect."""
        return bool(self.points) or TERMS[self.subject].loosens


@contextmanager
def locked(tenant: TenantId) -> Iterator[None]:
    """Open a transaction in which nobody else changes the tenant's policy or proposals."""
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        yield


def require_reason(reason: str) -> None:
    """Raise `ProposalError` for no reason, or one that is too long to be read."""
    if not 0 < len(reason.strip()) <= REASON:
        raise ProposalError(f"a proposal has a reason, at most {REASON} letters")


def ask(actor: Actor, shown: Shown, now: Millis, behind: PersonId | None = None) -> str:
    """Ask a second person for what is shown and return the proposal's id; within `locked`.

    ``behind``: the person who let a machine ask; it counts as theirs, so that nobody is a second
    person to themselves by way of a key. Raises `AccessDenied`, or `ProposalError` without a reason or
    where the same is asked for already.
    """
    terms = TERMS[shown.subject]
    access.require(actor, terms.ask, terms.purpose, now)
    tenant, requester = actor.tenant, behind or actor.person
    require_reason(shown.reason)
    _require_new(shown)
    if terms.leave and not demands(tenant, shown.subject):
        raise ProposalError("this profile demands no second person for it", advice="Just do it.")
    seconds = seconds_of(tenant, now) - aliases_of({requester})
    if (client := client_of(tenant, shown.subject, now)) is not None:
        approval.require_client(requester, client, seconds)
        seconds &= client
    way = approval.way_for(shown.subject, requester, seconds)
    wanted = approval.Proposal(requester, shown.sha256, now, way, loosens=shown.loosens)
    return _stored(tenant, shown, wanted, actor.person, now)


def ask_alone(tenant: TenantId, shown: Shown, now: Millis) -> str:
    """Ask for a data subject whom nobody of the house helps; within `locked`.

    Only for what time alone brings about: who may ask was made sure of by their code, and no role is
    asked for. Raises `ProposalError`.
    """
    if TERMS[shown.subject].by_time is None:
        raise ProposalError("a data subject asks for what takes effect by time alone")
    require_reason(shown.reason)
    _require_new(shown)
    wanted = approval.Proposal(NOBODY, shown.sha256, now, Way.DEADLINE, loosens=shown.loosens)
    return _stored(tenant, shown, wanted, SUBJECT, now)


def wait_again(tenant: TenantId, shown: Shown, name: str, asked_at: Millis, now: Millis) -> None:
    """Let a data subject's request that a restore lost wait again, its time from when it was made (ms UTC).

    ``name``: the request's id; one that is there is left alone. Nobody of the house is asked, nor named.
    """
    with locked(tenant):
        if not Proposal.objects.filter(id=name).exists():
            wanted = approval.Proposal(NOBODY, shown.sha256, asked_at, Way.DEADLINE, loosens=shown.loosens)
            _stored(tenant, shown, wanted, SUBJECT, now, name)


def _stored(
    tenant: TenantId, shown: Shown, pure: approval.Proposal, actor: str, now: Millis, name: str = ""
) -> str:
    row = Proposal.objects.create(
        id=name or new_id(),
        tenant_id=tenant,
        subject=shown.subject.value,
        target=shown.target,
        count=shown.count,
        base=shown.base,
        document=shown.document,
        sha256=pure.sha256,
        reason=shown.reason.strip(),
        loosened=[list(point) for point in shown.points],
        material=list(shown.material),
        requester=pure.requester,
        proposed_at=pure.at,
        way=pure.way.value,
        ripe_at=pure.ripe_at,
        ends_at=pure.ends_at,
        state=pure.state.value,
    )
    details = (
        Detail("subject", shown.subject.value),
        Detail("target", shown.target),
        Detail("count", shown.count),
        Detail("sha256", pure.sha256),
        Detail("way", pure.way.value),
        Detail("loosened", len(shown.points)),
        Detail("material", tuple(shown.material)),
        Detail("ripe_at", pure.ripe_at),
    )
    record(Entry(event_of(row, AuditEvent.POLICY_PROPOSED), tenant, now, actor, row.id, details))
    if pure.way is Way.DEADLINE:
        bury(tenant, What.ERASURE_ASKED, [shown.target], pure.at, row.id)
    return row.id


_EVENTS: Final = {
    AuditEvent.POLICY_PROPOSED: AuditEvent.REQUEST_MADE,
    AuditEvent.POLICY_APPROVED: AuditEvent.REQUEST_APPROVED,
    AuditEvent.POLICY_REJECTED: AuditEvent.REQUEST_REJECTED,
    AuditEvent.POLICY_OPINION: AuditEvent.REQUEST_OPINION,
}
"""What is said of a policy, and of anything else that a second person is asked about."""


def event_of(row: Proposal, event: AuditEvent) -> AuditEvent:
    """Return what the log says of a step, as it is said of this subject."""
    return event if row.subject in POLICY_SUBJECTS else _EVENTS[event]


def _require_new(shown: Shown) -> None:
    same = Proposal.objects.filter(
        state=State.WAITING.value, subject=shown.subject.value, target=shown.target
    )
    if shown.target and same.exists():
        raise ProposalError("this is asked for already and waits to be decided", advice="See the approvals.")
