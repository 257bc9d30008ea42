"""How fast the record takes calls over and logs them, and what the same work costs as it grows.

Runs the product's own ingest, list, sweep and sequencer in a process of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError

ENTRIES: Final = 20_000
ENTRIES_LARGE: Final = 1_000_000
"""Entries that the log has at the end of a large measurement."""

SEARCHES: Final = ("event", "about", "who", "period")
"""What is looked for in the log: an event, a thing, who did it, a time."""

SIZES: Final = (10_000, 100_000)
SIZE_LARGE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class LogResult:
    """``recording`` seconds into the outbox, ``signing`` seconds from there to the signed checkpoint.

    ``cpu``: how many seconds of the latter were CPU time, of program and database. The log has ``size``
    entries then. ``checking`` and ``checking_cpu``: seconds in which it was held against itself.
    ``searches``: ms of looking for each sort of thing, by its name.
    """

    database: str
    entries: int
    recording: float
    signing: float
    cpu: float
    size: int
    checking: float
    checking_cpu: float
    searches: tuple[tuple[str, float], ...]

    @property
    def per_second(self) -> float:
        """Entries a second from a full outbox to the signed checkpoint and its tiles."""
        return self.entries / self.signing

    @property
    def per_core(self) -> float:
        """Entries a second of CPU, of program and database together."""
        return self.entries / self.cpu


@dataclass(frozen=True, slots=True)
class GrowthResult:
    """What one call costs in a record of ``calls`` calls, in ms each.

    ``ingest``: facts and journal of a call with a message, until its archive is read back.
    ``list_first`` and ``list_middle``: a page of the list. ``deletion``: erased and logged, the whole
    run shared by what it erased; ``ingest_cpu`` and ``deletion_cpu``: how much of it was CPU time, of program
    and database. ``idle``: a run in which nothing is due; ``beyond_cpu``: of ``deletion_cpu`` what is more.
    """

    database: str
    calls: int
    ingest: float
    list_first: float
    list_middle: float
    deletion: float
    ingest_cpu: float = 0.0
    deletion_cpu: float = 0.0
    idle: float = 0.0
    beyond_cpu: float = 0.0

    @property
    def journals_per_second(self) -> float:
        """Journals taken over and archived a second."""
        return 1000 / self.ingest


def log(entries: int = ENTRIES, size: int = 0, database: str = "") -> LogResult:
    """Measure the log; '' is SQLite, else the URL of an empty PostgreSQL database. Raises `BenchError`.

    ``size``: how many entries the log has in the end, at least; it is searched and checked then.
    """
    seen = measured.run("sequencing", [entries, size], database)
    if seen["logged"] != entries:
        raise BenchError(f"{seen['logged']} of {entries} entries were logged")
    if seen["wrong"]:
        raise BenchError(f"the check found {seen['wrong']} differences in a log that nobody altered")
    return LogResult(
        database=_name(database),
        entries=entries,
        recording=float(seen["recording"]),
        signing=float(seen["signing"]),
        cpu=float(seen["signing_cpu"]),
        size=max(entries, size),
        checking=float(seen["checking"]),
        checking_cpu=float(seen["checking_cpu"]),
        searches=tuple((name, float(seen[f"{name}_ms"])) for name in SEARCHES),
    )


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
            ingest_cpu=1000 * stage["ingest_cpu"],
            deletion_cpu=1000 * stage["deletion_cpu"],
            idle=1000 * stage["idle"],
            beyond_cpu=1000 * stage["beyond_cpu"],
        )
        for stage in measured.run("growing", sizes, database)
    )


def _name(database: str) -> str:
    return "postgresql" if database else "sqlite"
