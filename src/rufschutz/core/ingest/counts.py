"""What ingest counts while it works: plain numbers that another thread may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class IngestCounts:
    """Since the start: journals that were sealed anew into the archive."""

    archived: int = 0


COUNTS: Final = IngestCounts()
"""The counts of this process."""
