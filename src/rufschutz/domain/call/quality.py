"""How the caller's sound arrived: counts of packets and times, never anything of the sound itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_GOOD = (10, 30)
_FAIR = (50, 60)


class Grade(StrEnum):
    """What a listener will have noticed (ITU-T G.113, appendix I: 1 % of loss is not)."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quality:
    """One call's media. Numbers are packets, but for ``jitter`` and ``round_trip`` (ms).

    ``received`` is what came in from the caller, ``lost`` what never came, ``late`` what came
    too late to be of use, ``doubled`` copies, ``reordered`` what was put right. ``strangers``
    came from elsewhere, ``broken`` were no packets of this call. ``far_lost`` and
    ``far_jitter`` are what the caller's side reports of our sound; None where it reports nothing.
    """

    received: int
    lost: int
    late: int
    doubled: int
    reordered: int
    strangers: int
    broken: int
    jitter: int
    round_trip: int | None = None
    far_lost: int | None = None
    far_jitter: int | None = None

    @property
    def missing_permille(self) -> int:
        """Return the share of the caller's packets that are silence in what was heard, in 1/1000, rounded."""
        return permille(self.received - self.doubled, self.lost, self.late)

    @property
    def grade(self) -> Grade:
        """Return what the share missing and the jitter make of it."""
        return grade(self.received, self.missing_permille, self.jitter)


def permille(received: int, lost: int, late: int) -> int:
    """Return the share that is missing, in 1/1000: ``received`` holds what came late, without copies."""
    sent = received + lost
    return round(1000 * (lost + late) / sent) if sent > 0 else 0


def grade(received: int, missing_permille: int, jitter: int) -> Grade:
    """Return a call's grade; a call that was never heard has none."""
    if received == 0:
        return Grade.UNKNOWN
    for limits, found in ((_GOOD, Grade.GOOD), (_FAIR, Grade.FAIR)):
        if missing_permille <= limits[0] and jitter <= limits[1]:
            return found
    return Grade.BAD
