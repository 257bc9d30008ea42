"""A log directory: one file per process, moved aside by size and by day, deleted when it is old.

Logs are data too: nothing in the directory outlives its days, not even what a process left
that never starts again; `forget_old` is for whoever goes on. A line is one write to a file
opened for appending, so a process that is killed leaves whole lines; a move that a kill cuts
off is made good by the next start. It must never write or delete outside its directory, nor
delete there what is no log of ours.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
from stat import S_ISREG
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MODE: Final = 0o640
_DAY: Final = 86_400.0
_STAMP: Final = "%Y%m%dT%H%M%S%f"
_STAMPED: Final = r"(-[0-9]{8}T[0-9]{12})?\.log"


class LogFile:
    """The file of one process. ``days``: how long a line may stay; ``most``: bytes before the next file.

    All moments are seconds since 1970.
    """

    def __init__(self, directory: Path, process: str, days: int, most: int) -> None:
        self._directory = directory
        self._process = process
        self._days = days
        self._most = most
        self._descriptor = -1
        self._size = 0
        self._began = 0.0
        self._swept = 0

    @property
    def path(self) -> Path:
        """The file that is being written."""
        return self._directory / f"{self._process}.log"

    def write(self, line: str, now: float) -> None:
        """Append a line; raise `OSError` when the disk refuses."""
        self.tidy(now)
        self._size += os.write(self._descriptor, line.encode("utf-8", "replace") + b"\n")

    def tidy(self, now: float) -> None:
        """Move a file aside that is full or of another day, and delete what is too old."""
        if self._descriptor < 0:
            self._open(now)
        if self._size and (self._size >= self._most or _day(self._began) != _day(now)):
            self._move_aside(now)
            self._open(now)
        if self._swept != _day(now):
            self._swept = _day(now)
            forget_old(self._directory, (self._process,), self._days, now)

    def close(self) -> None:
        """Close the file; the next `write` opens it again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self, now: float) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, _MODE)
        os.fchmod(self._descriptor, _MODE)
        status = os.fstat(self._descriptor)
        self._size = status.st_size
        self._began = status.st_mtime if self._size else now

    def _move_aside(self, now: float) -> None:
        self.close()
        stamp = dt.datetime.fromtimestamp(now, dt.UTC).strftime(_STAMP)
        with contextlib.suppress(FileNotFoundError):
            self.path.rename(self._directory / f"{self._process}-{stamp}.log")


def forget_old(directory: Path, processes: Iterable[str], days: int, now: float) -> tuple[str, ...]:
    """Delete log files of these processes whose last line is older than ``days``; ``now`` in s since 1970.

    A file is a log of ours by its whole name, <process>.log or <process>-<stamp>.log: logs of others may
    lie beside it. An empty file holds nothing and may be open: it stays. One that is gone already is
    well. Returns the names of those that could not be deleted.
    """
    refused = []
    for process in processes:
        ours = re.compile(re.escape(process) + _STAMPED)
        for path in [each for each in directory.glob(f"{process}*.log") if ours.fullmatch(each.name)]:
            try:
                status = path.lstat()
                if S_ISREG(status.st_mode) and status.st_size and now - status.st_mtime > days * _DAY:
                    path.unlink()
            except FileNotFoundError:
                continue
            except OSError:
                refused.append(path.name)
    return tuple(refused)


def _day(at: float) -> int:
    return int(at // _DAY)
