"""How long something took, and how much of a core it used: wall time beside CPU time.

CPU time is what a busy machine leaves honest. It is this process's own and, on PostgreSQL, that of the
server's process which works for it, where both are on one machine.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from rufschutz.bench.errors import BenchError
from rufschutz.bench.processes import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Effort:
    """Seconds by the clock, of CPU in this process, and of CPU in the database's; 0 until it is over."""

    seconds: float = 0.0
    own: float = 0.0
    server: float = 0.0

    @property
    def cpu(self) -> float:
        """CPU seconds of both."""
        return self.own + self.server


@contextmanager
def effort() -> Iterator[Effort]:
    """Give the effort of the block; it is known once the block is left."""
    spent, before = Effort(), _server()
    started, used = time.perf_counter(), time.process_time()
    yield spent
    spent.own, spent.seconds = time.process_time() - used, time.perf_counter() - started
    after = _server()
    spent.server = after[1] - before[1] if after[0] == before[0] else 0.0


def _server() -> tuple[int, float]:
    """Return the database's process that works for this one, and its CPU seconds so far; (0, 0) for none."""
    if connection.vendor != "postgresql":
        return 0, 0.0
    connection.ensure_connection()
    process = int(connection.connection.info.backend_pid)
    try:
        return process, cpu_seconds(process)
    except BenchError:
        return 0, 0.0
