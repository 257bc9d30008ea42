"""The end of the voice process in stages: nobody new, then the last calls, then the end.

Decides when each stage begins, from what was asked and when. It never ends a call
before the limit unless it was asked twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SAME_S: Final = 1.0
"""A signal within this time of the first is the same wish: a service manager tells every process."""

ACK_S: Final = 2.0
"""What an ACK that is under way may still take; a call without one is waited for no longer."""


class Stage(StrEnum):
    """Where the process stands."""

    OPEN = "open"
    DRAINING = "draining"
    """No new calls; those that run end by themselves."""
    ENDING = "ending"
    """What still runs is ended."""


@dataclass(slots=True)
class Drain:
    """Asked to end at ``asked`` (seconds of any clock that never goes back), over at ``until``."""

    seconds: float
    asked: float | None = None
    until: float = 0.0

    def ask(self, now: float) -> None:
        """Begin to end; asked again after a second, end at once."""
        if self.asked is None:
            self.asked, self.until = now, now + self.seconds
        elif now - self.asked >= SAME_S:
            self.until = min(self.until, now)

    def stage(self, now: float, calls: int, talking: int) -> Stage:
        """Return the stage while ``calls`` run, of which so many were acknowledged and are ``talking``."""
        if self.asked is None:
            return Stage.OPEN
        waited_for = calls if now - self.asked < ACK_S else talking
        return Stage.DRAINING if waited_for and now < self.until else Stage.ENDING
