"""How many began and what became of them: in all, and for each day on which they began.

Born = stored + in the making + destroyed before they were stored + erased + missing. The sum always
holds, because whatever is in none of the others is missing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.completeness.artefact import GONE, Life
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.domain.completeness.artefact import Thing


class Fate(StrEnum):
    """What became of one that began."""

    STORED = "stored"
    MAKING = "making"
    UNSTORED = "unstored"
    ERASED = "erased"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Day:
    """What began on one day (``start``: its first moment, ms UTC) and what became of it."""

    start: Millis
    fates: tuple[tuple[Fate, int], ...]

    @property
    def born(self) -> int:
        """How many began."""
        return sum(count for _, count in self.fates)

    def of(self, fate: Fate) -> int:
        """How many met one fate."""
        return dict(self.fates).get(fate, 0)


@dataclass(slots=True)
class Tally:
    """Counts as things come by; holds a number for each day and fate, and no name."""

    _days: dict[Millis, Counter[Fate]] = field(default_factory=dict)

    def add(self, thing: Thing, began: Millis | None, *, unstored: bool) -> None:
        """Count one. ``began``: its day, where it is known; ``unstored``: its erasure says before storage."""
        start = Millis(-1) if began is None else day_of(began)
        self._days.setdefault(start, Counter())[_fate(thing, unstored=unstored)] += 1

    def days(self) -> tuple[Day, ...]:
        """Return the days, the newest first; those whose day nobody knows any more are left to `total`."""
        return tuple(self._day(start) for start in sorted(self._days, reverse=True) if start >= 0)

    def total(self) -> Day:
        """Return all of them, whenever they began."""
        every: Counter[Fate] = Counter()
        for counts in self._days.values():
            every.update(counts)
        return Day(Millis(-1), tuple((fate, every[fate]) for fate in Fate))

    def _day(self, start: Millis) -> Day:
        return Day(start, tuple((fate, self._days[start][fate]) for fate in Fate))


def day_of(moment: Millis) -> Millis:
    """Return the first moment of a moment's day, UTC."""
    return Millis(moment // DAY * DAY)


def _fate(thing: Thing, *, unstored: bool) -> Fate:
    row = thing.row
    if row is not None and row.life not in GONE:
        return Fate.MAKING if row.life in (Life.OPEN, Life.KEPT) else Fate.STORED
    if row is not None and row.life is Life.DESTROYED_BEFORE_STORAGE:
        return Fate.UNSTORED
    if thing.erasures:
        return Fate.UNSTORED if unstored else Fate.ERASED
    return Fate.ERASED if row is not None else Fate.MISSING
