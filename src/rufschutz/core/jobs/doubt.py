"""Whether the machine's clock can be believed: it is compared with time that passes evenly.

A clock set forward would make everything due at once, and what is erased does not come
back when the clock does. One set back makes everything due later, by as much as it was set.
Decides only whether a moment is in doubt; never corrects one.
The comparison begins with the process: whoever starts the worker says that the clock is
right, so one that a supervisor starts again after a fall believes the clock it finds.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis

log = logging.getLogger(__name__)

MOST_AHEAD = 3_600_000
"""How far (ms) the clock may run ahead since the start: corrections of a clock stay far below."""


MOST_BEHIND = 600_000
"""How far (ms) the clock may fall behind before it is said: what is due is erased that much too late."""


class Doubt:
    """Remembers how clock and passing time stood at the start. All arguments in ms."""

    def __init__(self, now: Millis, passed: int) -> None:
        self._apart = now - passed
        self._set = 0

    def doubted(self, now: Millis, passed: int) -> bool:
        """Say whether ``now`` is more than an hour ahead of what has passed; tell once when that changes.

        A clock that was set back is told too, but what it calls due is due all the same.
        ``passed``: time since any fixed moment, sleep of the machine included.
        """
        ahead = now - passed - self._apart
        before, self._set = self._set, (ahead > MOST_AHEAD) - (ahead < -MOST_BEHIND)
        if self._set != before:
            _tell(self._set, abs(ahead) // 60_000)
        return ahead > MOST_AHEAD


def _tell(way: int, minutes: int) -> None:
    """Tell that the clock was set forward (1) or back (-1), or is right again (0)."""
    if way > 0:
        log.critical(
            "the clock was set forward by %d minutes: nothing is erased until it is right again; "
            "if it is right now, start the worker again",
            minutes,
        )
    elif way < 0:
        log.critical(
            "the clock was set back by %d minutes: what is due is erased that much later until it is "
            "right again; if it is right now, start the worker again",
            minutes,
        )
    else:
        log.warning("the clock is plausible again: what is due is erased")
