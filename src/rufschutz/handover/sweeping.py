"""How far a running deletion run is: one small file that the worker writes and the console reads.

Decides its form alone, and names nobody. It is no record: it is replaced every second or so, and a
worker that fell leaves its last one, which is then too old to be believed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import Millis
from rufschutz.handover import durable

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "sweep.json"
STALE_AFTER: Final = 120_000
"""A run that has told nothing for so long (ms) hangs or is gone."""


@dataclass(frozen=True, slots=True)
class Sweeping:
    """A run at ``at``, begun at ``began`` (ms UTC): ``done`` of ``total`` things, finished if ``over``."""

    at: Millis
    began: Millis
    done: int
    total: int
    over: bool = False

    @property
    def per_second(self) -> float:
        """Things a second since the beginning."""
        return 1000 * self.done / max(1, self.at - self.began)

    @property
    def ends_at(self) -> Millis | None:
        """When it will be over at this speed; None while nobody can say."""
        if not self.done:
            return None
        return Millis(round(self.at + 1000 * max(0, self.total - self.done) / self.per_second))

    def running(self, now: Millis) -> bool:
        """Whether a run is at work now."""
        return not self.over and abs(now - self.at) <= STALE_AFTER


def write(run: Path, state: Sweeping) -> None:
    """Put the file into the directory ``run``. Raises `OSError`."""
    durable.replace(run / FILE, json.dumps(asdict(state)).encode())


def read(run: Path) -> Sweeping | None:
    """Return what was written last, None where nothing readable is there."""
    try:
        found = json.loads((run / FILE).read_bytes())
        at, began = Millis(int(found["at"])), Millis(int(found["began"]))
        return Sweeping(at, began, int(found["done"]), int(found["total"]), bool(found["over"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
