"""The deletion concept of a tenant: the rules in force, with the place where each kind lies.

Decides nothing; the rules are the policy's and the places those of the one registry of shredders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.purposes.plain import kind_name, why_kept
from rufschutz.core.purposes.queries import live_policy, rules
from rufschutz.core.retention.kinds import KEPT_ELSEWHERE, NOT_STORED
from rufschutz.core.retention.shredders import SHREDDERS
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.retention.concept import Concept, Keeping, Place
from rufschutz.domain.retention.concept import concept as ordered

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class ConceptView:
    """The concept under the version of the policy that is in force since ``since`` (ms UTC).

    ``purposes``: for which purposes a kind is kept, by kind.
    """

    version: str
    number: int
    since: Millis
    concept: Concept
    purposes: dict[str, tuple[str, ...]]


def concept(actor: Actor, now: Millis, purpose: PurposeId = SECURITY) -> ConceptView:
    """Return the concept of the actor's tenant; raise `AccessDenied` or `NoPolicyError`."""
    access.require(actor, Action.VIEW_POLICY, purpose, now)
    live = live_policy(actor.tenant)
    kept: dict[str, tuple[str, ...]] = {}
    for each in live.policy.purposes:
        for kind in each.kinds:
            kept[kind] = (*kept.get(kind, ()), each.id)
    found = ordered(rules(actor.tenant).policy, places())
    return ConceptView(live.id, live.number, live.adopted_at, found, kept)


def places() -> dict[str, Place]:
    """Return where every kind lies that this program knows."""
    found = {kind: Place(Keeping.NOT_STORED) for kind in NOT_STORED}
    found |= {kind: Place(Keeping.ELSEWHERE, keeper) for kind, keeper in KEPT_ELSEWHERE.items()}
    tables: dict[str, tuple[str, ...]] = {}
    for shredder in SHREDDERS.values():
        for kind in shredder.kinds:
            tables[kind] = (*tables.get(kind, ()), shredder.table._meta.db_table)  # noqa: SLF001 - Django's documented interface
    return found | {kind: Place(Keeping.SHELF, ", ".join(names)) for kind, names in tables.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A kind as it leaves the house: for an auditor's table or program. Periods as in ISO 8601.

    ``latest`` is '' where a review (``review``) stands for it; ``purposes`` are ids.
    """

    kind: str
    name: str
    deletion_class: str
    start: str
    event: str
    period: str
    latest: str
    review: str
    why: str
    basis: str
    purposes: tuple[str, ...]
    keeping: str
    where: str
    responsible: str


def told(view: ConceptView, language: Language) -> tuple[Told, ...]:
    """Return every kind of a concept with its words in one language."""
    return tuple(
        Told(
            kind=row.kind,
            name=kind_name(row.kind, language),
            deletion_class=row.deletion_class.name,
            start=row.rule.start.value,
            event=row.rule.event,
            period=str(row.rule.period),
            latest="" if row.latest is None else str(row.latest),
            review="" if row.rule.review is None else str(row.rule.review),
            why=why_kept(row.kind, language),
            basis=row.rule.reason,
            purposes=view.purposes.get(row.kind, ()),
            keeping=row.place.keeping.value,
            where=row.place.where,
            responsible=row.responsible.value,
        )
        for row in view.concept.rows
    )
