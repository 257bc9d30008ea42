"""The live deletion rules of a tenant, in its zone: when a thing of a kind is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.moments import Period
from rufschutz.domain.retention.due import due, promised_until
from rufschutz.domain.retention.rule import NoRuleError

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.domain.ids import KindId, PurposeId, RuleId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.due import Lifetime
    from rufschutz.domain.retention.rule import Policy


@dataclass(frozen=True, slots=True)
class DueDate:
    """When a thing is due (ms UTC), as what kind, by which rule."""

    kind: KindId
    rule: RuleId
    at: Millis


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule per data kind, and the zone in which days end.

    ``recordings``: of which kind a recording is, by the purpose it was made for.
    """

    policy: Policy
    zone: dt.tzinfo
    recordings: tuple[tuple[PurposeId, KindId], ...] = ()

    def due(self, kind: KindId, lifetime: Lifetime) -> DueDate:
        """Return when a thing of ``kind`` is due; raise `NoRuleError` for a kind without a rule."""
        rule = self.policy.rule_of(kind)
        return DueDate(kind, rule.id, due(rule, lifetime, self.zone))

    def recording_kind(self, purpose: PurposeId) -> KindId:
        """Return the kind of a recording made for ``purpose``; raise `NoRuleError` where none may be made."""
        for known, kind in self.recordings:
            if known == purpose:
                return kind
        raise NoRuleError(f"purpose {purpose!r} permits no recording")

    def promised(self, period: str, start: Millis) -> Millis:
        """Return the end of an announced period (ISO 8601) that begins at ``start``."""
        return promised_until(Period.parse(period), start, self.zone)
