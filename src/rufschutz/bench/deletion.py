"""How many recordings a second are erased: keys, rows, ciphertext, read back, logged, provable.

Runs the product's own sweep in a process and a directory of its own. What is counted
ends when the last erasure stands under a signed checkpoint; certificates are then
derived and checked for a sample, which is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.bench import measured

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTEFACTS: Final = 2000


@dataclass(frozen=True, slots=True)
class DeletionResult:
    """One measured run. ``seconds`` are wall time, ``cpu`` that of program and database.

    ``certified`` of the sample were derived and hold.
    ``database``: ``sqlite`` or ``postgresql``.
    """

    database: str
    artefacts: int
    seconds: float
    per_second: float
    certified: int
    cpu: float = 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds that each deletion cost."""
        return 1000 * self.cpu / self.artefacts


def measure(artefacts: int = ARTEFACTS, databases: Sequence[str] = ("",)) -> tuple[DeletionResult, ...]:
    """Measure on each database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    A named database must be a throw-away one. Raises `BenchError`.
    """
    return tuple(measure_on(artefacts, database) for database in databases)


def measure_on(artefacts: int, database: str) -> DeletionResult:
    """Measure on one database, as `measure` does."""
    seen = measured.run("erasing", [artefacts], database)
    seconds = float(seen["seconds"])
    return DeletionResult(
        database="postgresql" if database else "sqlite",
        artefacts=artefacts,
        seconds=seconds,
        per_second=artefacts / seconds,
        certified=int(seen["certified"]),
        cpu=float(seen["cpu"]),
    )
