"""Special categories of data (Art. 9(1) GDPR) in what a caller said: own consent, or masked.

Whoever agreed to a question that named the category agreed to keep it; an other yes does not
reach it. Either way it is flagged and goes early. Without that consent it is masked wherever
words are kept. Nothing here finds a category: a transcript marks it, and this says what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.moments import Period


class Category(StrEnum):
    """The special categories of Art. 9(1) GDPR; convictions (Art. 10) are treated alike."""

    HEALTH = "health"
    ORIGIN = "origin"
    POLITICS = "politics"
    BELIEF = "belief"
    UNION = "union"
    GENETIC = "genetic"
    BIOMETRIC = "biometric"
    SEX_LIFE = "sex_life"
    CONVICTION = "conviction"


@dataclass(frozen=True, slots=True)
class SpecialMark:
    """Where a category was found in a transcript; ``start`` and ``end`` in ms of the recording."""

    category: Category
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Care:
    """How something is kept. ``masked``: the categories that must not be readable or heard in it."""

    flagged: bool
    masked: frozenset[Category]
    period: Period


def care_for(
    found: Collection[Category], agreed: Collection[Category], period: Period, special: Period
) -> Care:
    """Return how something is kept in which ``found`` occurs.

    ``agreed``: the categories that the question named to which this caller said yes, in this call.
    ``period``: that of its rule; ``special``: the one for special categories, which only shortens.
    """
    if not found:
        return Care(flagged=False, masked=frozenset(), period=period)
    shorter = min(period, special, key=lambda each: each.most_days)
    return Care(flagged=True, masked=frozenset(found) - frozenset(agreed), period=shorter)
