"""Deletion rules: one per data kind, each with an end.

Decides which rules may be adopted. A rule is a start plus a period; there is no
way to write "unlimited": a period is mandatory, bounded, and where it waits for
an event it carries a cap from collection or a date on which a named person
reviews it (DIN 66398; Art. 5(1)(e) GDPR).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.ids import KindId, RuleId
    from rufschutz.domain.moments import Period

_LONGEST_MONTHS = 30 * 12  # § 199(3) BGB: no claim lives longer


class StartType(StrEnum):
    """What starts the period: collection (E), the end of a matter (V), of a relationship (B)."""

    COLLECTED = "E"
    PROCESS_ENDED = "V"
    RELATIONSHIP_ENDED = "B"


@dataclass(frozen=True, slots=True)
class DeletionRule:
    """The rule of one data kind.

    ``event`` names the start event in the catalogue's words. ``cap`` counts from
    collection and holds whatever happens. ``review``: how often a named person
    confirms that the start event is still to come; unanswered, the period starts.
    ``reason`` gives the purpose or the article.
    """

    id: RuleId
    kind: KindId
    start: StartType
    event: str
    period: Period
    cap: Period | None
    review: Period | None
    reason: str


@dataclass(frozen=True, slots=True)
class RuleFault:
    """One thing that is wrong with a rule. ``path``: ``retention.<kind>.<field>``."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class RetentionError(DomainError):
    """Root of what retention refuses."""


class PolicyError(RetentionError):
    """Rules that may not be adopted; ``faults`` lists all of them."""

    advice = "Correct every rule named here; nothing is adopted until all of them hold."

    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


class NoRuleError(RetentionError):
    """A data kind without a deletion rule: it must not be collected."""

    advice = "Give the data kind a deletion rule before anything of it is stored."


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one profile, checked: exactly one per data kind."""

    rules: tuple[DeletionRule, ...]

    def rule_of(self, kind: KindId) -> DeletionRule:
        """Return the rule of ``kind``; raise `NoRuleError` where there is none."""
        for rule in self.rules:
            if rule.kind == kind:
                return rule
        raise NoRuleError(f"data kind {kind!r} has no deletion rule")

    def has(self, kind: KindId) -> bool:
        """Say whether ``kind`` has a rule."""
        return any(rule.kind == kind for rule in self.rules)


def compile_policy(rules: Iterable[DeletionRule]) -> Policy:
    """Return the checked policy; raise `PolicyError` with every fault of every rule."""
    found = tuple(rules)
    faults = [fault for rule in found for fault in _faults_of(rule)]
    for field, counts in (
        ("kind", Counter(rule.kind for rule in found)),
        ("id", Counter(rule.id for rule in found)),
    ):
        faults += [
            RuleFault(f"retention.{name}.{field}", f"{count} rules; one is needed, exactly")
            for name, count in counts.items()
            if count > 1
        ]
    if faults:
        raise PolicyError(tuple(faults))
    return Policy(found)


def _faults_of(rule: DeletionRule) -> list[RuleFault]:
    def fault(field: str, message: str) -> RuleFault:
        return RuleFault(f"retention.{rule.kind}.{field}", message)

    faults = [
        fault(field, "is empty")
        for field, text in (("id", rule.id), ("event", rule.event), ("reason", rule.reason))
        if not text.strip()
    ]
    for field, period in (("period", rule.period), ("cap", rule.cap), ("review", rule.review)):
        if period is not None and _out_of_bounds(period):
            faults.append(fault(field, f"{period} is below zero or beyond thirty years"))
    if rule.start is StartType.PROCESS_ENDED and rule.cap is None and rule.review is None:
        faults.append(fault("cap", "waits for an event that may never come: needs a cap or a review date"))
    if rule.start is StartType.RELATIONSHIP_ENDED and rule.review is None:
        faults.append(fault("review", "waits for the end of a relationship: needs a review date"))
    return faults


def _out_of_bounds(period: Period) -> bool:
    months = 12 * period.years + period.months + period.days / 28
    return min(period.years, period.months, period.days) < 0 or months > _LONGEST_MONTHS
