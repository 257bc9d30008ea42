"""How fast consents are checked, and how soon a withdrawal after the call takes a recording's key.

Runs the product's own check and its own worker in a process and a directory of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError

USES: Final = 10_000
PER_SECOND: Final = 20_000.0
GONE_MS: Final = 1_000.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value; ``limit`` 0: nothing was promised of it."""

    what: str
    value: float
    unit: str
    limit: float = 0.0
    at_most: bool = True


class Figures(Protocol):
    """A result that tells its figures."""

    def figures(self) -> tuple[Figure, ...]:
        """Return them in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """``database``: ``sqlite`` or ``postgresql``; milliseconds from the durable fact to the wrap's end."""

    database: str
    uses: int
    seconds: float
    gone_ms: tuple[float, ...]

    def figures(self) -> tuple[Figure, ...]:
        """Return the speed of the check, and how long a withdrawal by code takes, the worst."""
        promised = PER_SECOND if self.database == "postgresql" else 0.0
        speed = self.uses / self.seconds
        return (
            Figure(f"recordings checked, {self.database}", speed, "/s", promised, at_most=False),
            Figure(
                f"withdrawal after the call to its key's end, {self.database}",
                max(self.gone_ms),
                "ms",
                GONE_MS,
            ),
        )


def measure_on(uses: int = USES, database: str = "") -> CheckResult:
    """Measure on one database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    Raises `BenchError`, also where the check did not see every use.
    """
    seen = measured.run("checking", [uses], database)
    if int(seen["uses"]) != uses or int(seen["unheld"]):
        raise BenchError(f"the check saw {seen['uses']} of {uses} uses and refused {seen['unheld']}")
    name = "postgresql" if database else "sqlite"
    return CheckResult(name, uses, float(seen["seconds"]), tuple(map(float, seen["gone_ms"])))
