"""How the children of ``rufschutz serve`` fare: one small file that the supervisor writes.

Decides its form alone. Whoever reads it gets None for a file that is not there or that
another version wrote, never an error. Times are ms since 1970, UTC.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.handover import durable

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "supervisor.json"
"""Its name in the directory ``run``."""


@dataclass(frozen=True, slots=True)
class ChildState:
    """One child. ``pid`` is 0 while it does not run; then ``next_start`` says when it will, else that is 0.

    ``falls`` in a row since ``falling_since`` (0: none), ``last_status`` of the last one.
    ``restarts``: how often it was started again since the supervisor began.
    """

    name: str
    pid: int
    falls: int = 0
    falling_since: int = 0
    last_status: int = 0
    next_start: int = 0
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class Supervision:
    """All children at ``at``; ``pid`` is the supervisor's, ``ending`` whether all are to end."""

    at: int
    pid: int
    ending: bool
    children: tuple[ChildState, ...]


def write(run: Path, state: Supervision) -> None:
    """Put the file into the directory ``run``, at once and durably. Raises `OSError`."""
    durable.replace(run / FILE, json.dumps(asdict(state)).encode())


def read(run: Path) -> Supervision | None:
    """Return what the supervisor wrote last, None when nothing readable is there."""
    try:
        found = json.loads((run / FILE).read_bytes())
        children = tuple(ChildState(**each) for each in found["children"])
        return Supervision(int(found["at"]), int(found["pid"]), bool(found["ending"]), children)
    except (OSError, ValueError, KeyError, TypeError):
        return None
