"""The deletion concept: every kind of data in one deletion class, start type × standard period.

Decides nothing about a period: it orders the rules that delete as an auditor reads them (DIN 66398,
section 8; SDM building block 60). It must never leave a kind out, nor show one that lies nowhere known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.access.request import Role
from rufschutz.domain.retention.rule import RetentionError, StartType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.domain.ids import KindId
    from rufschutz.domain.moments import Period
    from rufschutz.domain.retention.rule import DeletionRule, Policy


class ConceptError(RetentionError):
    """A kind of data of which nobody knows where it lies."""

    advice = "Give the kind a shredder, or say in core/retention/kinds.py who keeps it."


class Keeping(StrEnum):
    """Whether a kind lies on a shelf of the sweep, is ended by another keeper, or by no table stored yet."""

    SHELF = "shelf"
    ELSEWHERE = "elsewhere"
    NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a kind lies; ``where`` names tables, or the keeper; '' for nowhere."""

    keeping: Keeping
    where: str = ""


@dataclass(frozen=True, slots=True)
class DeletionClass:
    """A Löschklasse: a start type with a standard period (Regelfrist)."""

    start: StartType
    period: Period

    @property
    def name(self) -> str:
        """Its short name, such as ``E-P7D``."""
        return f"{self.start.value}-{self.period}"


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One kind of data: its rule, its class, where it lies, and which role answers for it."""

    rule: DeletionRule
    deletion_class: DeletionClass
    place: Place
    responsible: Role

    @property
    def kind(self) -> KindId:
        """The kind."""
        return self.rule.kind

    @property
    def latest(self) -> Period | None:
        """How long after collection it is gone whatever happens; None where a review stands for that."""
        if self.rule.start is not StartType.COLLECTED or self.rule.cap is None:
            return self.rule.cap
        return min(self.rule.cap, self.rule.period, key=_length)


@dataclass(frozen=True, slots=True)
class Concept:
    """All kinds, and the standard periods in use, the shortest first."""

    rows: tuple[ConceptRow, ...]
    periods: tuple[Period, ...]

    def cell(self, start: StartType, period: Period) -> tuple[ConceptRow, ...]:
        """Return the kinds of a deletion class."""
        wanted = DeletionClass(start, period)
        return tuple(row for row in self.rows if row.deletion_class == wanted)


_OPERATOR = frozenset({"security_log", "spool", "backup_data", "backup_keys"})
_OFFICER = frozenset({"dpo_message"})


def concept(policy: Policy, places: Mapping[str, Place]) -> Concept:
    """Return the concept of a checked policy; raise `ConceptError` for a kind that is in no place."""
    if unknown := [rule.kind for rule in policy.rules if rule.kind not in places]:
        raise ConceptError(f"nobody knows where these lie: {', '.join(unknown)}")
    rows = tuple(
        ConceptRow(rule, DeletionClass(rule.start, rule.period), places[rule.kind], _responsible(rule.kind))
        for rule in policy.rules
    )
    periods = sorted({row.rule.period for row in rows}, key=_length)
    return Concept(rows, tuple(periods))


def _responsible(kind: str) -> Role:
    if kind in _OFFICER:
        return Role.DATA_PROTECTION_OFFICER
    return Role.OPERATOR if kind in _OPERATOR else Role.OWNER


def _length(period: Period) -> tuple[int, bool]:
    return period.most_days, period.to_year_end
