"""An erasure that cannot be finished: why not, and when it is tried again.

Decides only when. Nothing is ever given up: the keys are gone already, and what is left of the
ciphertext goes as soon as the disk lets it. It must never let one stubborn thing hold up another.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from rufschutz.domain.moments import SECOND, Millis

FIRST: Final = 60 * SECOND
LONGEST: Final = 3_600 * SECOND
"""How long (ms) the next try waits at most: the hourly sweep tries everything anyway."""


class Fault(StrEnum):
    """Why an erasure is not finished. ``NOT_PERMITTED``: left to the worker, who may enter the journals."""

    NOTHING = ""
    BLOB_STAYS = "blob_stays"
    JOURNAL_STAYS = "journal_stays"
    CAME_BACK = "came_back"
    NOT_PERMITTED = "not_permitted"


def left_to_worker(fault: str, since: Millis, now: Millis) -> bool:
    """Whether something begun at ``since`` only waits for the worker, who comes within `LONGEST`."""
    return fault == Fault.NOT_PERMITTED and now - since <= LONGEST


def next_try(tries: int, now: Millis) -> Millis:
    """Return when to try again after so many tries in vain (1 or more): twice as long each time."""
    return Millis(now + min(LONGEST, FIRST * 2 ** min(tries - 1, 16)))


def may_try(next_at: Millis | None, now: Millis) -> bool:
    """Whether it is time; a moment further off than any pause was set by a clock that ran ahead."""
    return next_at is None or not now < next_at <= now + LONGEST
