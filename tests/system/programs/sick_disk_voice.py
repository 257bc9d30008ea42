"""The voice process on a disk that is told how to fare, for spool and journals: well, slow, or read-only.

The word stands in the file whose descriptor ``RUFSCHUTZ_DISK`` names, and may change at any
moment: ``slow 3`` lets every fsync take three seconds, ``read-only`` refuses whatever writes.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from rufschutz.cli.main import cli
from rufschutz.core import runtime

told = int(os.environ["RUFSCHUTZ_DISK"])
installation = runtime.read(runtime.default_data())
sick = tuple(str(each.resolve()) for each in (installation.spool, installation.journals))
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def word() -> str:
    return os.pread(told, 32, 0).decode().strip()


def refuse(where: int | os.PathLike[str] | str) -> None:
    if word() != "read-only":
        return
    link = Path(f"/proc/self/fd/{where}") if isinstance(where, int) else Path(where)
    name = str(link.readlink() if isinstance(where, int) else link.resolve())
    if name.startswith(sick):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def checked(real):
    def work(where, *others, **more):
        refuse(where)
        return real(where, *others, **more)

    return work


def opened(path, flags, *others, **more):
    if flags & writing:
        refuse(path)
    return really_open(path, flags, *others, **more)


def synced(real):
    def work(descriptor):
        refuse(descriptor)
        kind, _, seconds = word().partition(" ")
        if kind == "slow":
            time.sleep(float(seconds))
        real(descriptor)

    return work


really_open = os.open
os.open = opened
for name in ("write", "unlink", "rename", "replace", "ftruncate"):
    setattr(os, name, checked(getattr(os, name)))
for name in ("fsync", "fdatasync"):
    setattr(os, name, synced(getattr(os, name)))
cli(["serve", "voice"])
