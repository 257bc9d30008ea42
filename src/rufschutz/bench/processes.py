"""What running processes use, read from the kernel: memory as PSS, CPU time.

PSS counts a page that several processes share by its share, so that the sum over
processes is what they use together.
"""

from __future__ import annotations

import os
from pathlib import Path

from rufschutz.bench.errors import BenchError

_TICKS = os.sysconf("SC_CLK_TCK")


def pss(pid: int) -> int:
    """Return the bytes of a process, with its share of what others map too; raise `BenchError`."""
    return _rolled_up(pid, "Pss:")


def own_memory(pid: int) -> int:
    """Return the bytes that a process alone has filled, whoever maps the same files; raise `BenchError`."""
    return _rolled_up(pid, "Pss_Anon:")


def _rolled_up(pid: int, field: str) -> int:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    return 0


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its ended children; raise `BenchError` when it is gone."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS


def children(pid: int) -> tuple[int, ...]:
    """Return the processes that ``pid`` has started and that still live."""
    return tuple(map(int, _read(pid, f"task/{pid}/children").split()))


def words(pid: int) -> tuple[str, ...]:
    """Return the command line of a process."""
    return tuple(_read(pid, "cmdline").split("\0")[:-1])


def _read(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError) as error:
        raise BenchError(f"process {pid} has ended") from error
