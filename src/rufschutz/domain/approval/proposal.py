"""A proposal and what can become of it: a pure state machine.

Decides whether someone's word lets a document take effect. It is bound to the hash of the
document, counts persons and never accounts, wants a sign-in of the last five minutes, and
ends after seven days. Who is alone waits 48 hours instead of asking a second person; what a data
subject asked to be erased waits 72 hours at most, whoever could decide it, and never ends by time: also
after days in which nothing ran it takes effect. It must never let the data protection officer decide, nor
a loosened protection pass without their opinion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.access.request import Role
from rufschutz.domain.approval import errors
from rufschutz.domain.approval.subject import SUBJECT_WAITS, TERMS
from rufschutz.domain.moments import DAY, SECOND, Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.approval.opinion import Opinion
    from rufschutz.domain.approval.subject import Subject
    from rufschutz.domain.ids import PersonId

FRESH: Final = 5 * 60 * SECOND
"""How old a sign-in may be when it approves, in ms."""

WAITS: Final = 2 * DAY
"""How long a proposal waits whose maker is alone, in ms."""

LIVES: Final = 7 * DAY
"""After this a proposal that nobody decided is void, in ms."""

SECONDS: Final = frozenset({Role.OWNER, Role.DEPUTY})
"""Who may be the second person."""


class Way(StrEnum):
    """How a proposal can take effect: a second person's word, 48 hours in which all can see it, or either.

    ``DEADLINE``: a second person's word or 72 hours, whichever comes first.
    """

    FOUR_EYES = "four_eyes"
    DELAY = "delay"
    DEADLINE = "deadline"


class State(StrEnum):
    """Where a proposal is; all but the first are for ever."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    TAKEN_BACK = "taken_back"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"  # something else took effect, so what was compared is no more


BY_TIME: Final = {Way.DELAY: WAITS, Way.DEADLINE: SUBJECT_WAITS}
"""After how many ms a proposal of each way takes effect by itself."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts. ``officer``: the person is data protection officer here, in whatever role they act now.

    ``signed_in_at``: when they last gave password and code (ms UTC). ``foreign``: the document is the
    client's to publish, and this person is not of the client. ``alias``: another record of a person, with the
    mailbox of who asked.
    """

    person: PersonId
    role: Role
    officer: bool
    signed_in_at: Millis
    foreign: bool = False
    alias: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document (``sha256``) that someone wants to take effect. ``loosens``: it takes protection away."""

    requester: PersonId
    sha256: str
    at: Millis
    way: Way
    loosens: bool
    state: State = State.WAITING
    decided_by: PersonId | None = None
    decided_at: Millis | None = None

    @property
    def ends_at(self) -> Millis:
        """When it is void if nobody decides (ms UTC); with a deadline it is not (`over`)."""
        return Millis(self.at + LIVES)

    @property
    def ripe_at(self) -> Millis | None:
        """When it takes effect by itself (ms UTC), None where it needs a second person."""
        waits = BY_TIME.get(self.way)
        return None if waits is None else Millis(self.at + waits)


def way_for(subject: Subject, requester: PersonId, seconds: Collection[PersonId]) -> Way:
    """Return the way of a proposal, given the owners and deputies who are not the officer."""
    if TERMS[subject].by_time is not None:
        return Way.DEADLINE
    return Way.FOUR_EYES if any(person != requester for person in seconds) else Way.DELAY


def require_client(requester: PersonId, client: Collection[PersonId], seconds: Collection[PersonId]) -> None:
    """Raise `ForeignHandError` where nobody of the client could let a proposal of this person take effect.

    Who is of the client and alone waits; whoever answers the phone for them never waits it into force.
    """
    if requester not in client and not set(seconds) & set(client):
        raise errors.ForeignHandError("nobody of the client is there to publish its policy")


def approve(
    proposal: Proposal, hand: Hand, shown: str, opinions: Collection[Opinion], now: Millis
) -> Proposal:
    """Return the proposal in force; raise an `ApprovalError` that says why this word does not count.

    ``shown``: the hash of the document that was shown to who approves.
    """
    _require_second(proposal, hand, now)
    if not 0 <= now - hand.signed_in_at <= FRESH:
        raise errors.StaleSignInError("the last sign-in is older than five minutes")
    if shown != proposal.sha256:
        raise errors.ChangedError("what was shown is not what was proposed")
    if proposal.loosens and not heard(proposal, opinions):
        raise errors.NoOpinionError("a protection is loosened, and the officer has given no opinion")
    return replace(proposal, state=State.IN_FORCE, decided_by=hand.person, decided_at=now)


def reject(proposal: Proposal, hand: Hand, now: Millis) -> Proposal:
    """Return the proposal rejected by a second person; raise an `ApprovalError`."""
    _require_second(proposal, hand, now)
    return replace(proposal, state=State.REJECTED, decided_by=hand.person, decided_at=now)


def take_back(proposal: Proposal, person: PersonId, now: Millis) -> Proposal:
    """Return the proposal taken back by who made it; raise an `ApprovalError`."""
    _require_waiting(proposal, now)
    if person != proposal.requester:
        raise errors.NotYoursError("someone else proposed this")
    return replace(proposal, state=State.TAKEN_BACK, decided_by=person, decided_at=now)


def overtake(proposal: Proposal, now: Millis) -> Proposal:
    """Return the proposal void: by its time where that was over, otherwise by what took effect since.

    Raises `NotWaitingError` for what is decided.
    """
    _require_undecided(proposal)
    state = State.EXPIRED if over(proposal, now) else State.OVERTAKEN
    return replace(proposal, state=state, decided_at=now)


def with_time(proposal: Proposal, opinions: Collection[Opinion], now: Millis) -> Proposal:
    """Return what time alone makes of a proposal at ``now``: in force, expired, or as it was."""
    if proposal.state is not State.WAITING:
        return proposal
    if over(proposal, now):
        return replace(proposal, state=State.EXPIRED, decided_at=now)
    ripe = proposal.ripe_at is not None and now >= proposal.ripe_at
    if ripe and (not proposal.loosens or heard(proposal, opinions)):
        return replace(proposal, state=State.IN_FORCE, decided_at=now)
    return proposal


def over(proposal: Proposal, now: Millis) -> bool:
    """Say whether its time is over; what has a deadline takes effect by time and never ends by it."""
    return proposal.way is not Way.DEADLINE and now >= proposal.ends_at


def heard(proposal: Proposal, opinions: Collection[Opinion]) -> bool:
    """Say whether the officer has spoken of this very document."""
    return any(opinion.sha256 == proposal.sha256 for opinion in opinions)


def _require_undecided(proposal: Proposal) -> None:
    if proposal.state is not State.WAITING:
        raise errors.NotWaitingError(f"the proposal is {proposal.state.value.replace('_', ' ')}")


def _require_waiting(proposal: Proposal, now: Millis) -> None:
    _require_undecided(proposal)
    if over(proposal, now):
        raise errors.NotWaitingError("the proposal was not decided within seven days")


def _require_second(proposal: Proposal, hand: Hand, now: Millis) -> None:
    _require_waiting(proposal, now)
    if hand.officer or hand.role is Role.DATA_PROTECTION_OFFICER:
        raise errors.OfficerDecidesError("the data protection officer decides nothing")
    if hand.role not in SECONDS:
        raise errors.NoSecondError(f"a {hand.role.value} approves nothing")
    if hand.foreign:
        raise errors.ForeignHandError("whoever answers the phone for a client does not publish its policy")
    if hand.person == proposal.requester or hand.alias:
        raise errors.SamePersonError("whoever proposed it cannot decide it")
