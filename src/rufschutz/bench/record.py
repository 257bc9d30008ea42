"""How fast the record takes calls over and logs them, and what the same work costs as it grows.

Runs the product's own ingest, list, sweep and sequencer in a process of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError

ENTRIES: Final = 20_000
SIZES: Final = (10_000, 100_000)
SIZE_LARGE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class LogResult:
    """``recording`` seconds into the outbox, ``signing`` seconds from there to the signed checkpoint."""

    database: str
    entries: int
    recording: float
    signing: float

    @property
    def per_second(self) -> float:
        """Entries a second from a full outbox to the signed checkpoint and its tiles."""
        return self.entries / self.signing


@dataclass(frozen=True, slots=True)
class GrowthResult:
    """What one call costs in a record of ``calls`` calls, in ms each.

    ``ingest``: facts and journal of a call with a message, until its archive is read back.
    ``list_first`` and ``list_middle``: a page of the list. ``deletion``: erased and logged.
    """

    database: str
    calls: int
    ingest: float
    list_first: float
    list_middle: float
    deletion: float

    @property
    def journals_per_second(self) -> float:
        """Journals taken over and archived a second."""
        return 1000 / self.ingest


def log(entries: int = ENTRIES, database: str = "") -> LogResult:
    """Measure the log; '' is SQLite, else the URL of an empty PostgreSQL database. Raises `BenchError`."""
    seen = measured.run("sequencing", [entries], database)
    if seen["logged"] != entries:
        raise BenchError(f"{seen['logged']} of {entries} entries were logged")
    return LogResult(_name(database), entries, float(seen["recording"]), float(seen["signing"]))


def growth(sizes: tuple[int, ...] = SIZES, database: str = "") -> tuple[GrowthResult, ...]:
    """Measure at each size, in one growing record; raises `BenchError`."""
    return tuple(
        GrowthResult(
            database=_name(database),
            calls=int(stage["size"]),
            ingest=1000 * stage["ingest"],
            list_first=1000 * stage["list_first"],
            list_middle=1000 * stage["list_middle"],
            deletion=1000 * stage["deletion"],
        )
        for stage in measured.run("growing", sizes, database)
    )


def _name(database: str) -> str:
    return "postgresql" if database else "sqlite"
