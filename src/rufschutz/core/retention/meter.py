"""How far a run is, told while it runs: so many of so many things.

Decides nothing and holds nothing up: whoever listens may be slow or gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import SECOND, Millis
from rufschutz.handover import sweeping
from rufschutz.handover.sweeping import Sweeping

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

Tell = Callable[[int, int], object]
"""Called with what is done and what there is in all."""

OFTEN: Final = SECOND
"""The file is written at most so often (ms)."""


def tell_nobody(_done: int, _total: int) -> None:
    """Tell nobody."""


class StatusFile:
    """Writes how far a run is into the worker's status file."""

    def __init__(self, run: Path, now: Callable[[], Millis]) -> None:
        self._run = run
        self._now = now
        self._began = now()
        self._told: Millis | None = None

    def tell(self, done: int, total: int) -> None:
        """Write it, unless that was done just now."""
        now = self._now()
        if self._told is None or not 0 <= now - self._told < OFTEN:
            self._write(Sweeping(now, self._began, done, total))
            self._told = now

    def end(self, done: int) -> None:
        """Write that the run is over."""
        self._write(Sweeping(self._now(), self._began, done, done, over=True))

    def _write(self, state: Sweeping) -> None:
        try:
            sweeping.write(self._run, state)
        except OSError:
            log.warning("how far the deletion run is cannot be told: its file cannot be written")


class Meter:
    """Counts what a run does and tells it; ``total`` was counted before."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._total = total
        self._tell = tell
        self.done = 0

    def add(self, count: int) -> None:
        """Count a batch. What became due meanwhile makes the whole greater, never the part."""
        self.done += count
        self._total = max(self._total, self.done)
        self._tell(self.done, self._total)
