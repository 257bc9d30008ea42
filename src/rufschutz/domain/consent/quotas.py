"""Figures of the consent dialogue: seconds, answers, drop-offs, and equal service after a no.

Decides which groups are shown: none smaller than ten, none of a person (decision 26). All
shares are in 1/1000. R25: notice and question in less than 15 s; R115: matters done after a no,
over those done after a yes, at least 0.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SMALLEST: Final = 10
"""A group of fewer calls is hidden: it could be somebody."""

EQUAL: Final = 900


@dataclass(frozen=True, slots=True)
class Answers:
    """How often a question was answered, and how; the counts of one purpose and text version."""

    yes: int
    no: int
    silence: int
    unclear: int
    hung_up: int

    @property
    def asked(self) -> int:
        """How often it was asked."""
        return self.yes + self.no + self.silence + self.unclear + self.hung_up


@dataclass(frozen=True, slots=True)
class Shares:
    """The same in 1/1000 of all that were asked."""

    asked: int
    yes: int
    no: int
    silence: int
    unclear: int
    hung_up: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A half and a twentieth of ``count`` calls took longer than that (ms)."""

    count: int
    p50: int
    p95: int


@dataclass(frozen=True, slots=True)
class Service:
    """Calls after a yes and after a no, and how many of each reached what they were for."""

    after_yes: int
    done_after_yes: int
    after_no: int
    done_after_no: int


@dataclass(frozen=True, slots=True)
class Equality:
    """Shares in 1/1000 of matters done after a yes and after a no, and the second over the first."""

    after_yes: int
    after_no: int
    ratio: int

    @property
    def equal(self) -> bool:
        """Whether a no costs no service."""
        return self.ratio >= EQUAL


def shares(counted: Answers) -> Shares | None:
    """Return the shares of a group, None where it is too small to be shown."""
    asked = counted.asked
    if asked < SMALLEST:
        return None
    each = (counted.yes, counted.no, counted.silence, counted.unclear, counted.hung_up)
    return Shares(asked, *(_permille(count, asked) for count in each))


def spread(lengths: Sequence[int]) -> Spread | None:
    """Return the median and the 95th percentile (nearest rank), None for too few calls."""
    if len(lengths) < SMALLEST:
        return None
    ordered = sorted(lengths)
    return Spread(len(ordered), ordered[_rank(50, len(ordered))], ordered[_rank(95, len(ordered))])


def equality(counted: Service) -> Equality | None:
    """Return how service after a no compares, None where either group is too small or nothing was done."""
    if min(counted.after_yes, counted.after_no) < SMALLEST or counted.done_after_yes == 0:
        return None
    yes = _permille(counted.done_after_yes, counted.after_yes)
    no = _permille(counted.done_after_no, counted.after_no)
    ratio = 1000 * counted.done_after_no * counted.after_yes // (counted.after_no * counted.done_after_yes)
    return Equality(yes, no, ratio)


def _permille(part: int, whole: int) -> int:
    return (2000 * part + whole) // (2 * whole)


def _rank(percent: int, count: int) -> int:
    return max(0, -(-percent * count // 100) - 1)
