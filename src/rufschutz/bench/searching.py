"""How long looking up a number takes among a million consents, and the figures of a large week.

Runs the product's own look-up, search and figures in a process and a directory of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rufschutz.bench import measured
from rufschutz.bench.consenting import Figure
from rufschutz.bench.errors import BenchError

CONSENTS: Final = 100_000
CALLS: Final = 10_000
CONSENTS_LARGE: Final = 1_000_000
CALLS_LARGE: Final = 100_000
LOOKUP_MS: Final = 5.0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Of ``consents`` stored, in ms: a look-up while it rings (p50, p99), a search of the ledger (p99).

    ``figures_s``: the figures of a week of ``calls`` calls, in seconds.
    """

    database: str
    consents: int
    calls: int
    usual_ms: float
    lookup_ms: float
    search_ms: float
    figures_s: float

    def figures(self) -> tuple[Figure, ...]:
        """Return the times, the look-up's with its limit."""
        return (
            Figure(f"look-up among {self.consents:,}, p50, {self.database}", self.usual_ms, "ms"),
            Figure(f"look-up among {self.consents:,}, p99, {self.database}", self.lookup_ms, "ms", LOOKUP_MS),
            Figure(f"search of the ledger, p99, {self.database}", self.search_ms, "ms"),
            Figure(f"figures of {self.calls} calls, {self.database}", self.figures_s, "s"),
        )


def measure_on(consents: int = CONSENTS, calls: int = CALLS, database: str = "") -> SearchResult:
    """Measure on one database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    Raises `BenchError`, also where a number that is stored was not found.
    """
    seen = measured.run("filling", [consents, calls], database)
    if int(seen["missed"]):
        raise BenchError(f"{seen['missed']} numbers that are stored were not found")
    name = "postgresql" if database else "sqlite"
    times = (float(seen[key]) for key in ("usual_ms", "lookup_ms", "search_ms", "figures_s"))
    return SearchResult(name, consents, calls, *times)
