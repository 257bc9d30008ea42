"""How long a tenant's key takes to be replaced over the keys of many calls, while others are served.

Runs the product's own rotation in a process and a directory of its own, beside one that archives calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.bench import measured
from rufschutz.bench.consenting import Figure
from rufschutz.bench.errors import BenchError

KEYS: Final = 100_000
KEYS_LARGE: Final = 1_000_000
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class RotationResult:
    """``keys`` wrapped anew in ``seconds``, with ``cpu`` of them used by this process and the database's.

    Meanwhile ``served`` recordings were archived, each in ms.
    """

    database: str
    keys: int
    seconds: float
    cpu: float
    served: int
    median_ms: float
    worst_ms: float

    def figures(self) -> tuple[Figure, ...]:
        """Return the times; a million on PostgreSQL has a limit."""
        promised = SECONDS if self.database == "postgresql" and self.keys >= KEYS_LARGE else 0.0
        what = f"{self.keys:,} subject keys replaced, {self.database}"
        return (
            Figure(what, self.seconds, "s", promised),
            Figure(f"{what}, CPU", self.cpu, "s"),
            Figure(f"recordings archived meanwhile, {self.database}", self.served, ""),
            Figure(f"one of them, median, {self.database}", self.median_ms, "ms"),
            Figure(f"one of them, worst, {self.database}", self.worst_ms, "ms"),
        )


def measure_on(keys: int = KEYS, database: str = "") -> RotationResult:
    """Measure on one database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    Raises `BenchError`, also where a key was left or the old one lives.
    """
    seen = measured.run("rotating", [keys], database)
    if int(seen["moved"]) < keys or not seen["destroyed"]:
        raise BenchError(f"{seen['moved']} of {keys} keys were moved, or the old one is there still")
    name = "postgresql" if database else "sqlite"
    times = (float(seen["seconds"]), float(seen["cpu"]), int(seen["served"]))
    return RotationResult(name, keys, *times, float(seen["median_ms"]), float(seen["worst_ms"]))
