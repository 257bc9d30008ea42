"""What a process tells those who look after it: counts for Prometheus, and whether it works.

A value is read when somebody asks. No metric names a person, a number, a tenant or a line's
name; labels are closed sets, so a flood of calls makes no new series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROCESSES: Final = ("voice", "worker", "web")
"""The processes that listen, in the order of `MetricsChoice.ports`."""


@dataclass(frozen=True, slots=True)
class MetricsChoice:
    """What the settings say: ``ports`` of voice, worker and web; 0 is any free one, () switches off."""

    host: str = "127.0.0.1"
    ports: tuple[int, ...] = (9420, 9421, 9422)

    def port(self, process: str) -> int | None:
        """Return a process's port, None where it does not listen."""
        number = PROCESSES.index(process)
        return self.ports[number] if number < len(self.ports) else None
