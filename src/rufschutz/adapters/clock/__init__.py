"""The one home of the clock and of new ids.

Everything else takes moments and ids as arguments. A shifted clock exists only
where the data directory is marked demo; a deletion then says ``"clock": "simulated"``.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass

from rufschutz.domain.moments import Millis


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


def new_id() -> str:
    """Return a fresh random id: 32 hex digits, nothing can be read out of it."""
    return uuid.uuid4().hex  # noqa: TID251 - their one home
