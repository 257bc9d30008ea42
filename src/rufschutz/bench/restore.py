"""How long an installation takes to be restored, beside the time in which `cp` copies its backups.

Runs the product's own backup and restore in processes and directories of their own. A small
installation is restored as well: what both have in common, the programs' start and the tables, is
told apart from what each byte costs.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from rufschutz.bench import cluster, measured
from rufschutz.bench.consenting import Figure

RECORDINGS: Final = 500
RECORDINGS_LARGE: Final = 4_000
SMALL: Final = 10
TIMES: Final = 2.0
PER_CORE: Final = 400.0


@dataclass(frozen=True, slots=True)
class RestoreRun:
    """One backup of ``size`` bytes: seconds to make, copy and restore it, and CPU seconds of the last."""

    size: int
    backup: float
    copied: float
    restored: float
    cpu: float


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """A restore of much and one of little on a database."""

    database: str
    large: RestoreRun
    small: RestoreRun

    @property
    def per_core(self) -> float:
        """MB (10^6 bytes) that one core restores in a second, beyond what any restore takes."""
        return (self.large.size - self.small.size) / 1e6 / (self.large.cpu - self.small.cpu)

    def figures(self) -> tuple[Figure, ...]:
        """Return the times, and how restoring compares with copying."""
        much = f"{self.large.size / 1e6:,.0f} MB, {self.database}"
        whole = self.large.restored / self.large.copied
        beyond = (self.large.restored - self.small.restored) / self.large.copied
        return (
            Figure(f"backup of {much}", self.large.backup, "s"),
            Figure(f"cp of {much}, until it is on the disk", self.large.copied, "s"),
            Figure(f"restore of {much}, all of it", self.large.restored, "s"),
            Figure(f"restore of {self.small.size / 1e6:,.0f} MB, {self.database}", self.small.restored, "s"),
            Figure(f"restore over cp, all of it, {self.database}", whole, "times"),
            Figure(f"restore over cp, beyond what any takes, {self.database}", beyond, "times", TIMES),
            Figure(f"restored a core, {self.database}", self.per_core, "MB/s", PER_CORE, at_most=False),
        )  # fmt: skip


def measure_on(recordings: int = RECORDINGS, database: str = "") -> RestoreResult:
    """Measure on one database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    Raises `BenchError`.
    """
    small, large = _run(SMALL, database), _run(recordings, database)
    return RestoreResult("postgresql" if database else "sqlite", large, small)


def _run(recordings: int, database: str) -> RestoreRun:
    """Measure one installation, on a database of its own."""
    with ExitStack() as held:
        if database:
            database = held.enter_context(cluster.database(database, f"rufschutz_bench_{recordings}"))
        seen = measured.run("restoring", [recordings], database)
    return RestoreRun(
        size=int(seen["bytes"]),
        backup=float(seen["backup"]),
        copied=float(seen["copied"]),
        restored=float(seen["restored"]),
        cpu=float(seen["restored_cpu"]),
    )
