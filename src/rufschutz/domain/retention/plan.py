"""What the sweep erases now.

Decides, over facts alone, which things are due. It never plans a held thing and
never one before its moment; asked twice it answers the same, so a crashed sweep
loses nothing and repeats nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.retention.due import why_due

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from rufschutz.domain.ids import ArtefactId, RuleId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.due import DueBecause, Lifetime
    from rufschutz.domain.retention.rule import DeletionRule


@dataclass(frozen=True, slots=True)
class Item:
    """A living thing under a rule. ``held``: a hold, a restriction or a legal duty keeps it."""

    artefact: ArtefactId
    rule: DeletionRule
    lifetime: Lifetime
    held: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    """A thing to erase, under which rule, why now; ``due`` in ms UTC."""

    item: ArtefactId
    rule: RuleId
    reason: DueBecause
    due: Millis


def plan(items: Iterable[Item], now: Millis, zone: dt.tzinfo) -> tuple[Deletion, ...]:
    """Return what is due at ``now`` (the exact moment included), longest overdue first."""
    found = [
        deletion
        for item in items
        if not item.held
        for deletion in [_deletion(item, zone)]
        if deletion.due <= now
    ]
    return tuple(sorted(found, key=lambda deletion: (deletion.due, deletion.item)))


def _deletion(item: Item, zone: dt.tzinfo) -> Deletion:
    end = why_due(item.rule, item.lifetime, zone)
    return Deletion(item.artefact, item.rule.id, end.because, end.at)
