"""Is a writer alive? The kernel says so: an open-file-description lock on ``<writer>.lock``.

The lock dies with the process that holds it, however it dies. Asking never takes the
lock, so a reader cannot keep a writer from starting.
"""

from __future__ import annotations

import fcntl
import os
import struct
from typing import TYPE_CHECKING, Self

from rufschutz.domain.moments import Millis
from rufschutz.handover.durable import MODE, safe_name
from rufschutz.handover.spool.records import SpoolError

if TYPE_CHECKING:
    from pathlib import Path

_FLOCK = struct.Struct("hhqqi4x")
"""struct flock of Linux on 64 bits: type, whence, start, length, pid."""


class WriterBusy(SpoolError):
    """Another process writes under this name."""

    advice = "Give each voice process its own name, or end the one that runs."


class WriterLock:
    """The right to write under a name, held until `release` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, directory: Path, writer: str) -> Self:
        """Take the lock; raise `WriterBusy` where another holds it."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(lock_path(directory, writer), flags, MODE)
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
        except OSError as error:
            os.close(descriptor)
            raise WriterBusy(f"writer {writer} is at work already") from error
        os.utime(descriptor)
        return cls(descriptor)

    def release(self) -> None:
        """Give the lock back; again is no error."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def is_alive(directory: Path, writer: str) -> bool:
    """Return whether a process writes under this name right now."""
    try:
        descriptor = os.open(lock_path(directory, writer), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        asked = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
    finally:
        os.close(descriptor)
    return bool(_FLOCK.unpack(answer)[0] != fcntl.F_UNLCK)


def alive_since(directory: Path, writer: str) -> Millis | None:
    """Return when the process that writes under this name took it (ms UTC); None if none does.

    What began earlier under the same name, its process did not live to end.
    """
    if not is_alive(directory, writer):
        return None
    return Millis(lock_path(directory, writer).stat().st_mtime_ns // 1_000_000)


def lock_path(directory: Path, writer: str) -> Path:
    """Return where the lock of ``writer`` lies."""
    return directory / f"{safe_name(writer)}.lock"
