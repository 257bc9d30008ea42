"""The machine a measurement was made on, as far as it explains the figures.

It must never name the machine itself: no host name, no address, no path.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CPUINFO: Final = Path("/proc/cpuinfo")
_GIB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Machine:
    """What measured: ``memory`` in GiB, ``nice`` as the scheduler counts, ``load`` of the last minute."""

    processor: str
    cores: int
    memory: float
    kernel: str
    python: str
    nice: int
    load: float

    def sentence(self) -> str:
        """Return all of it in one line."""
        return (
            f"{self.processor}, {self.cores} cores for us, {self.memory:.1f} GiB, {self.kernel}, "
            f"Python {self.python}, nice {self.nice}, load before {self.load:.2f}"
        )


def this_machine() -> Machine:
    """Look at the machine; the load is that of the minute before."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=processor(_CPUINFO.read_text("utf-8")) or platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory=pages * size / _GIB,
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        nice=os.nice(0),
        load=os.getloadavg()[0],
    )


def processor(table: str) -> str:
    """Return the first processor's name in a table like ``/proc/cpuinfo``, or ''."""
    for line in table.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return ""
