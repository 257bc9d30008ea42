"""How the calls of this process ended and how their sound arrived: sums over all calls, never one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.call.events import EndedBy
    from rufschutz.domain.call.quality import Quality


@dataclass(slots=True)
class MediaTotals:
    """Packets of all calls that ended; the names are those of `Quality`."""

    received: int = 0
    lost: int = 0
    late: int = 0
    doubled: int = 0
    reordered: int = 0
    strangers: int = 0
    broken: int = 0


class Tally:
    """Sums up each call as it ends. One thread counts; any may read."""

    def __init__(self) -> None:
        self.media = MediaTotals()
        self._ended: dict[str, int] = {}

    def add(self, by: EndedBy, quality: Quality) -> None:
        """Take a call that ended."""
        self._ended[by.value] = self._ended.get(by.value, 0) + 1
        total = self.media
        total.received += quality.received
        total.lost += quality.lost
        total.late += quality.late
        total.doubled += quality.doubled
        total.reordered += quality.reordered
        total.strangers += quality.strangers
        total.broken += quality.broken

    def ended(self) -> dict[tuple[str], int]:
        """Return how many calls ended, by who ended them."""
        return {(by,): count for by, count in self._ended.copy().items()}
