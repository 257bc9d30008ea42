"""What the screen of leaving says: each step with its moment, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console.dates import day_and_time
from rufschutz.core.offboarding.queries import State

if TYPE_CHECKING:
    from rufschutz.core.offboarding.queries import Progress
    from rufschutz.domain.moments import Millis


class Turn(StrEnum):
    """What the page offers next."""

    ASK = "ask"
    WRITE = "write"
    WRITING = "writing"
    TAKE = "take"
    GOING = "going"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what it is, whether it is done, and when ('' where that is not known or not yet)."""

    name: str
    done: bool
    when: str


def turn(found: Progress | None) -> Turn:
    """Return what comes next."""
    if found is None:
        return Turn.ASK
    if found.state is State.BEGUN:
        return Turn.WRITING if found.packing else Turn.WRITE
    return Turn.TAKE if found.state is State.EXPORTED else Turn.GOING


def steps(found: Progress | None, zone: str) -> tuple[Step, ...]:
    """Return the five steps in their order."""
    order = list(State)
    reached = -1 if found is None else order.index(found.state)

    def step(name: str, state: State, at: Millis | None = None) -> Step:
        return Step(name, reached >= order.index(state), "" if at is None else day_and_time(at, zone))

    return (
        step(_("Freigegeben, alle Leitungen stumm"), State.BEGUN, found.begun_at if found else None),
        step(_("Paket mit allem geschrieben"), State.EXPORTED, found.exported_at if found else None),
        step(_("Empfang bestätigt"), State.RETURNED, found.returned_at if found else None),
        step(_("Schlüssel vernichtet"), State.DESTROYED),
        step(_("Aufnahmen, Einträge und Konten gelöscht"), State.DELETED),
        step(_("Nachweis ausgestellt"), State.FINISHED, found.finished_at if found else None),
    )
