"""The data protection officer's request to stop deletion runs, and the answer it gets within 24 hours.

Decides who may answer, with what, and when an answer is late. The officer asks and never executes
(Art. 38(6) GDPR): runs stand still only by a manager's answer. Silence is no answer: it never stops
anything, stays open and is an alarm, first that somebody has to answer, then that nobody did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.rule import RetentionError
from rufschutz.domain.retention.stop import LONGEST, REASON

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import PersonId

ANSWER_WITHIN: Final = DAY
"""How long a manager may take to answer, in ms."""

DAYS: Final = LONGEST // DAY
"""For how many days the officer can ask at most."""


class WishError(RetentionError):
    """The request or its answer does not count like that."""

    advice = "A request has a reason and one to seven days; a refusal has its reason too."


class NoWishError(WishError):
    """No such request waits for an answer."""

    advice = "See what was asked and answered: rufschutz retention stop-requests"


class OfficerAnswersError(WishError):
    """Who speaks for data protection here never executes a stop, under whatever role."""

    advice = "Another owner or a team leader answers."


class Answer(StrEnum):
    """What became of a request: a manager's answer, or the officer needs it no longer."""

    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class StopWish:
    """The officer asks for ``days`` days without deletion runs. Moments in ms UTC.

    ``words``: why it was refused, '' otherwise.
    """

    officer: PersonId
    reason: str
    days: int
    at: Millis
    answer: Answer | None = None
    answered_by: PersonId | None = None
    answered_at: Millis | None = None
    words: str = ""

    @property
    def answer_by(self) -> Millis:
        """Until when a manager has to answer (ms UTC)."""
        return Millis(self.at + ANSWER_WITHIN)

    def late(self, now: Millis) -> bool:
        """Whether nobody has answered in time; also where the clock ran ahead when it was asked."""
        if self.answer is not None:
            return False
        return now >= self.answer_by or now < self.at - ANSWER_WITHIN

    def answered_late(self) -> bool:
        """Whether the answer came after its time."""
        return self.answered_at is not None and self.answered_at >= self.answer_by

    def stop_until(self, now: Millis) -> Millis:
        """Return until when runs stand still if it is granted now (ms UTC)."""
        return Millis(now + self.days * DAY)


def wish(reason: str, officer: PersonId, days: int, now: Millis, *, open_already: bool) -> StopWish:
    """Return a new request; raise `WishError`. One at a time: the first is answered before the next."""
    if not 0 < len(reason.strip()) <= REASON:
        raise WishError(f"a request to stop has a reason, at most {REASON} letters")
    if not 1 <= days <= DAYS:
        raise WishError(f"a stop lasts one day to {DAYS} days")
    if open_already:
        raise WishError("a request waits for its answer already")
    return StopWish(officer, reason.strip(), days, now)


def answered(
    asked: StopWish, answer: Answer, person: PersonId, officers: Collection[PersonId], words: str, now: Millis
) -> StopWish:
    """Return the request with a manager's answer; raise `NoWishError`, `OfficerAnswersError`, `WishError`.

    ``officers``: who is data protection officer here now; none of them answers in any role.
    """
    _require_open(asked)
    if person == asked.officer or person in officers:
        raise OfficerAnswersError("who speaks for data protection does not answer their own request")
    if answer is Answer.REFUSED and not 0 < len(words.strip()) <= REASON:
        raise WishError(f"a refusal has a reason, at most {REASON} letters")
    said = words.strip() if answer is Answer.REFUSED else ""
    return replace(asked, answer=answer, answered_by=person, answered_at=now, words=said)


def taken_back(asked: StopWish, person: PersonId, now: Millis) -> StopWish:
    """Return the request taken back by who made it; raise `WishError`."""
    _require_open(asked)
    if person != asked.officer:
        raise WishError("only who asked takes a request back")
    return replace(asked, answer=Answer.TAKEN_BACK, answered_by=person, answered_at=now)


def _require_open(asked: StopWish) -> None:
    if asked.answer is not None:
        raise NoWishError(f"the request is {asked.answer.value.replace('_', ' ')} already")
