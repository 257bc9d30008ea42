"""How much memory the whole service takes while nobody calls."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from rufschutz.bench.processes import pss
from rufschutz.bench.service import Service

SETTLE: Final = 5.0
"""Seconds after the first page in which the processes come to rest."""


@dataclass(frozen=True, slots=True)
class MemoryResult:
    """One process; ``megabytes`` are its PSS in MB (10^6 bytes)."""

    process: str
    megabytes: float


def measure(settle: float = SETTLE) -> tuple[MemoryResult, ...]:
    """Start a fresh service, show one page, wait, and look at each process. Raises `BenchError`."""
    with Service() as service:
        service.show_a_page()
        time.sleep(settle)
        return tuple(MemoryResult(name, pss(pid) / 1e6) for name, pid in service.processes())
