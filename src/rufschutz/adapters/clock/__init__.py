"""The one home of the clock and of new ids.

Everything else takes moments and ids as arguments. A shifted clock exists only
where the data directory is marked demo; a deletion then says ``"clock": "simulated"``.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable


_NEVER: Final = Millis(-1 << 62)


@dataclass(frozen=True, slots=True)
class Clock:
    """Server time, shifted by ``offset`` ms in a simulation."""

    offset: int = 0

    @property
    def simulated(self) -> bool:
        """Whether the clock shows another time than the machine's."""
        return self.offset != 0

    def now(self) -> Millis:
        """Return the current moment in ms UTC."""
        return Millis(time.time_ns() // 1_000_000 + self.offset)


class SteadyClock:
    """Server time that passes evenly: a machine's clock that is set does not show until `follow`.

    Who measures pauses, silences and answers within a call reads this one; a clock set
    ahead would end every call at once, one set back would keep no sound for as long.
    """

    def __init__(
        self, wall: Callable[[], int] = Clock().now, monotonic: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._ahead = self._offset()
        self._floor = _NEVER

    def now(self) -> Millis:
        """Return the current moment in ms UTC."""
        return Millis(max(self._ahead + self._monotonic() // 1_000_000, self._floor))

    def wall(self) -> Millis:
        """Return the machine's time as it is set, in ms UTC."""
        return Millis(self._wall())

    def follow(self) -> int:
        """Take over the machine's time, between calls only; return by how many ms it differed."""
        self._floor = _NEVER
        before, self._ahead = self._ahead, self._offset()
        return self._ahead - before

    def approach(self, most: int) -> int:
        """Move by at most ``most`` ms towards the machine's time; return by how many ms it still differs.

        For a house in which somebody always calls: time then passes a little faster, or stands
        still for so long; it never goes back.
        """
        self._floor = self.now()
        apart = self._offset() - self._ahead
        step = max(-most, min(most, apart))
        self._ahead += step
        return apart - step

    def _offset(self) -> int:
        return self._wall() - self._monotonic() // 1_000_000


def new_id() -> str:
    """Return a fresh random id: 32 hex digits, nothing can be read out of it."""
    return uuid.uuid4().hex  # noqa: TID251 - their one home
