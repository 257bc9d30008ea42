"""How long the nightly check takes to hold rows, keys, files, deletions and births against each other.

Runs the product's own check in a process and a directory of its own, over calls of which half are deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.bench import measured
from rufschutz.bench.consenting import Figure
from rufschutz.bench.errors import BenchError

CALLS: Final = 10_000
CALLS_LARGE: Final = 100_000


@dataclass(frozen=True, slots=True)
class StoreResult:
    """``things`` held against each other in ``seconds``, with ``cpu`` used by program and database."""

    database: str
    things: int
    files: int
    seconds: float
    cpu: float

    def figures(self) -> tuple[Figure, ...]:
        """Return the time of one check, and the things a second of CPU."""
        what = f"{self.things:,} things and {self.files:,} files checked, {self.database}"
        return (
            Figure(what, self.seconds, "s"),
            Figure(f"{what}, CPU", self.cpu, "s"),
            Figure(f"things checked a second, {self.database}", self.things / self.seconds, "/s"),
        )


def measure_on(calls: int = CALLS, database: str = "") -> StoreResult:
    """Measure on one database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    Raises `BenchError`, also where the check missed a call or found a difference.
    """
    seen = measured.run("counting", [calls], database)
    if int(seen["things"]) != calls or int(seen["found"]):
        raise BenchError(
            f"the check saw {seen['things']} of {calls} things and found {seen['found']} differences"
        )
    name = "postgresql" if database else "sqlite"
    return StoreResult(name, calls, int(seen["files"]), float(seen["seconds"]), float(seen["cpu"]))
