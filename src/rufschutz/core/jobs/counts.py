"""What the worker counts while it works: plain numbers that another thread may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class WorkerCounts:
    """Since the start: facts taken over, rounds of work, rounds that failed."""

    facts: int = 0
    rounds: int = 0
    failures: int = 0


COUNTS: Final = WorkerCounts()
"""The counts of this process."""
