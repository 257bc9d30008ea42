"""What an erasure request meets with: nothing, a hold, or a duty to keep.

Decides one answer (Art. 17(3), 18 GDPR, § 35(3) BDSG): what is free is deleted; what a dispute or
an open request needs is refused with its reason; what a statute makes the practice keep is restricted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.hold.hold import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.moments import Millis


class Answer(StrEnum):
    """What becomes of what was asked to be erased."""

    DELETE = "delete"
    REFUSE = "refuse"
    RESTRICT = "restrict"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is kept: the kind of hold, its article ('' where it has none), until when (ms UTC)."""

    kind: Kind
    article: str
    until: Millis


@dataclass(frozen=True, slots=True)
class ErasureAnswer:
    """The answer, and each reason it rests on; none where it is deleted."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()

    @property
    def until(self) -> Millis | None:
        """When the last reason ends (ms UTC), None where there is none."""
        return max((reason.until for reason in self.reasons), default=None)


def answer(reasons: Collection[Reason]) -> ErasureAnswer:
    """Return what becomes of a request for what these reasons keep; a dispute outweighs a duty."""
    if not reasons:
        return ErasureAnswer(Answer.DELETE)
    kinds = {reason.kind for reason in reasons}
    claimed = kinds & {Kind.LEGAL_HOLD, Kind.OPEN_REQUEST}
    ordered = tuple(sorted(reasons, key=lambda reason: (reason.until, reason.kind)))
    return ErasureAnswer(Answer.REFUSE if claimed else Answer.RESTRICT, ordered)
