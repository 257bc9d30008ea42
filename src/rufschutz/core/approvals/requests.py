"""Reading what waits for a second person, and what became of it: one queue with every subject.

Decides nothing. It tells ids, counts and reasons as they were given; what they mean in plain words
is told by the console, which shows it to who may decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.approvals.effects import count_now
from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.approvals.queries import opinions_on, unsettled
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval.proposal import State, Way
from rufschutz.domain.approval.subject import TERMS, Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.approval.opinion import Opinion

DECIDED: Final = 50
"""How many decided requests are shown at most."""


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as it is shown to who may decide it.

    ``document``: canonical JSON as the subject's own part wrote it; ``sha256`` is what an approval is
    bound to. ``requester`` is '' where a data subject asked. ``ripe_at``: when it takes effect by itself,
    None where a second person is needed. ``count``: how many things it would reach now, or reached when it
    took effect. ``decided_by`` is '' where time decided. ``became``: the id of
    what it became. Moments in ms UTC.
    """

    id: str
    subject: Subject
    target: str
    count: int
    document: str
    sha256: str
    reason: str
    requester: str
    requester_name: str
    proposed_at: Millis
    way: Way
    ripe_at: Millis | None
    ends_at: Millis
    state: State
    decided_by: str
    decided_by_name: str
    decided_at: Millis | None
    became: str
    loosens: bool
    opinions: tuple[Opinion, ...]

    @property
    def waits_for_opinion(self) -> bool:
        """Whether the officer has to speak before it can take effect."""
        spoken = any(opinion.sha256 == self.sha256 for opinion in self.opinions)
        return self.state is State.WAITING and self.loosens and not spoken

    def open(self, now: Millis) -> bool:
        """Whether somebody's word, or time, can still let it take effect."""
        return self.state is State.WAITING and (self.way is Way.DEADLINE or now < self.ends_at)


def requests(actor: Actor, now: Millis, *, waiting: bool) -> tuple[RequestCard, ...]:
    """Return what waits, the first to end first, or the last that was decided, newest first."""
    access.require(actor, Action.VIEW_REQUESTS, SECURITY, now)
    with tenant_scope(actor.tenant):
        open_ones = Proposal.objects.filter(unsettled(now))
        if waiting:
            return tuple(_card(row, now) for row in open_ones.order_by("proposed_at", "id"))
        rest = Proposal.objects.exclude(id__in=open_ones.values("id"))
        return tuple(_card(row, now) for row in rest.order_by("-proposed_at", "-id")[:DECIDED])


def request(actor: Actor, name: str, now: Millis) -> RequestCard:
    """Return one request; raise `NoProposalError`."""
    access.require(actor, Action.VIEW_REQUESTS, SECURITY, now)
    with tenant_scope(actor.tenant):
        row = Proposal.objects.filter(id=name).first()
        if row is None:
            raise NoProposalError("there is no such request here")
        return _card(row, now)


def _card(row: Proposal, now: Millis) -> RequestCard:
    return RequestCard(
        id=row.id,
        subject=Subject(row.subject),
        target=row.target,
        count=count_now(row, now),
        document=row.document,
        sha256=row.sha256,
        reason=row.reason,
        requester=row.requester,
        requester_name=_name(row.requester),
        proposed_at=Millis(row.proposed_at),
        way=Way(row.way),
        ripe_at=None if row.ripe_at is None else Millis(row.ripe_at),
        ends_at=Millis(row.ends_at),
        state=State(row.state),
        decided_by=row.decided_by,
        decided_by_name=_name(row.decided_by),
        decided_at=None if row.decided_at is None else Millis(row.decided_at),
        became=row.version,
        loosens=bool(row.loosened) or TERMS[Subject(row.subject)].loosens,
        opinions=opinions_on(row.id),
    )


def _name(person: str) -> str:
    return person_name(PersonId(person)) if person else ""
