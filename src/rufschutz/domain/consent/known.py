"""What is known of the number a call comes from, and how little may follow from it.

A number is a line, not a person: whoever calls from it may be somebody else. So an
objection counts at once, for it only protects, and an earlier consent does no more than
shorten words; it never stands for an act of the person who speaks now (R24, Art. 7 GDPR).
What cannot be learnt in time is unknown, and the unknown are asked in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.call.facts import ConsentState, Preference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis


class Asking(StrEnum):
    """How a caller may be asked for a purpose. There is no way in which a stored yes is the answer."""

    NOT_AT_ALL = "not_at_all"
    SHORTER = "shorter"
    IN_FULL = "in_full"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a number. ``consented``: purposes that somebody once agreed to from it."""

    never_record: bool = False
    consented: frozenset[PurposeId] = frozenset()

    def asking(self, purpose: PurposeId) -> Asking:
        """Return how whoever calls now is to be asked for ``purpose``."""
        if self.never_record:
            return Asking.NOT_AT_ALL
        return Asking.SHORTER if purpose in self.consented else Asking.IN_FULL

    def of_somebody_else(self) -> Known:
        """Return what still counts once another person may be at the other end: what protects."""
        return replace(self, consented=frozenset())


@dataclass(frozen=True, slots=True)
class Remembered:
    """A consent of an earlier call from the number: its last state, and until when it may be relied on."""

    purpose: PurposeId
    state: ConsentState
    until: Millis | None = None


def known_from(preferences: Collection[Preference], remembered: Iterable[Remembered], now: Millis) -> Known:
    """Return what may follow from what is stored of a number; nothing of it is evidence of anything.

    An objection to recording outweighs every consent. A consent that was withdrawn, refused,
    invalidated or has expired is none, and so is one of which any later state is not a yes.
    """
    if Preference.NEVER_RECORD in preferences:
        return Known(never_record=True)
    rows = tuple(remembered)
    stands = {row.purpose for row in rows if _stands(row, now)}
    fallen = {row.purpose for row in rows if row.state is not ConsentState.GIVEN}
    return Known(consented=frozenset(stands - fallen))


def _stands(row: Remembered, now: Millis) -> bool:
    return row.state is ConsentState.GIVEN and (row.until is None or now < row.until)
