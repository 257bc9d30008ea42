"""When a thing is due, and why then.

Decides one moment per thing: the earliest of the rule's own end, the cap, what
was promised, and the withdrawal. What was announced binds: a later, longer rule
never reaches back, a shorter one does (Art. 5(1)(a), 13(2)(a) GDPR). It must
never return a moment later than the promise, and never none at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.moments import end_of
from rufschutz.domain.retention.rule import RetentionError, StartType

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.domain.moments import Millis, Period
    from rufschutz.domain.retention.rule import DeletionRule


class DueBecause(StrEnum):
    """What fixed the due moment. Where two fall together, the first named here."""

    WITHDRAWN = "withdrawn"
    PROMISE = "promise"
    PERIOD = "period"
    CAP = "cap"
    REVIEW = "review"


class NoEndError(RetentionError):
    """A rule that has no end for this thing; `compile_policy` refuses such rules."""

    advice = "Adopt the rule through compile_policy: it asks for a cap or a review date."


@dataclass(frozen=True, slots=True)
class Lifetime:
    """What is known about a thing's life; all moments in ms UTC.

    ``started``: the rule's start event, None while it is still to come (a rule that
    starts with collection then counts from ``collected``). ``promised_until`` was
    fixed at consent. ``confirmed``: when a person last reviewed that the start
    event is still to come. ``withdrawn``: the consent it rests on was withdrawn.
    """

    collected: Millis
    started: Millis | None = None
    promised_until: Millis | None = None
    confirmed: Millis | None = None
    withdrawn: Millis | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment and what fixed it."""

    at: Millis
    because: DueBecause


def promised_until(period: Period, start: Millis, zone: dt.tzinfo) -> Millis:
    """Return until when the notice promised to keep: the end of the period's last day in ``zone``."""
    return end_of(period, start, zone)


def due(rule: DeletionRule, facts: Lifetime, zone: dt.tzinfo) -> Millis:
    """Return the moment from which the thing must be gone (see `why_due`)."""
    return why_due(rule, facts, zone).at


def why_due(rule: DeletionRule, facts: Lifetime, zone: dt.tzinfo) -> Due:
    """Return the earliest end that applies, and which one it is; raise `NoEndError` where none does."""
    ends = [
        (DueBecause.WITHDRAWN, facts.withdrawn),
        (DueBecause.PROMISE, facts.promised_until),
        (DueBecause.PERIOD, _period_end(rule, facts, zone)),
        (DueBecause.CAP, None if rule.cap is None else end_of(rule.cap, facts.collected, zone)),
        (DueBecause.REVIEW, _unreviewed_end(rule, facts, zone)),
    ]
    known = [Due(at, because) for because, at in ends if at is not None]
    if not known:
        raise NoEndError(f"rule {rule.id!r} never ends for a thing whose start event is still to come")
    return min(known, key=lambda end: end.at)


def review_due(rule: DeletionRule, facts: Lifetime, zone: dt.tzinfo) -> Millis | None:
    """Return when a named person must confirm that the start event is still to come, if anyone must."""
    if rule.review is None or _start(rule, facts) is not None:
        return None
    return end_of(rule.review, facts.collected if facts.confirmed is None else facts.confirmed, zone)


def _start(rule: DeletionRule, facts: Lifetime) -> Millis | None:
    if facts.started is None and rule.start is StartType.COLLECTED:
        return facts.collected
    return facts.started


def _period_end(rule: DeletionRule, facts: Lifetime, zone: dt.tzinfo) -> Millis | None:
    start = _start(rule, facts)
    return None if start is None else end_of(rule.period, start, zone)


def _unreviewed_end(rule: DeletionRule, facts: Lifetime, zone: dt.tzinfo) -> Millis | None:
    unanswered = review_due(rule, facts, zone)
    return None if unanswered is None else end_of(rule.period, unanswered, zone)
