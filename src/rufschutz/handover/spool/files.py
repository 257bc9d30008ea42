"""The spool directory: which files there are, which are over, which may go.

What is not named as we name files is nobody's business here: it is never read, never
deleted, and keeps no fact from its way; `strangers` names it for whoever looks after the machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.handover import durable
from rufschutz.handover.spool.lock import is_alive, lock_path
from rufschutz.handover.spool.reader import acknowledged, read_lines
from rufschutz.handover.spool.records import SpoolDamaged

if TYPE_CHECKING:
    from pathlib import Path


_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_-]{0,99})-(0|[1-9][0-9]{0,17})\.spool")
"""<writer>-<epoch>.spool, the writer as `durable.safe_name` lets it be; one name for each epoch."""


@dataclass(frozen=True, slots=True, order=True)
class SpoolFile:
    """A file of the spool, ordered by writer and epoch."""

    writer: str
    epoch: int
    path: Path


def spool_files(directory: Path) -> tuple[SpoolFile, ...]:
    """Return all spool files, each writer's in the order in which they were written; no strangers."""
    found = (_named(path) for path in directory.glob("*.spool"))
    return tuple(sorted(file for file in found if file is not None))


def strangers(directory: Path) -> tuple[Path, ...]:
    """Return what ends like a spool file and is not named <writer>-<epoch>.spool."""
    return tuple(sorted(path for path in directory.glob("*.spool") if _named(path) is None))


def next_epoch(directory: Path, writer: str) -> int:
    """Return the first epoch that ``writer`` never used: `collect` keeps the newest file."""
    return 1 + max((file.epoch for file in spool_files(directory) if file.writer == writer), default=0)


def is_over(path: Path) -> bool:
    """Return whether the file will never grow again: its writer is dead or writes a newer epoch.

    Raises `SpoolDamaged` for what is not named like a spool file.
    """
    file = _named(path)
    if file is None:
        raise SpoolDamaged(path.name, 0, "not named <writer>-<epoch>.spool")
    newer = next_epoch(path.parent, file.writer) > file.epoch + 1
    return newer or not is_alive(path.parent, file.writer)


def collect(directory: Path) -> tuple[Path, ...]:
    """Delete files that are wholly acknowledged and return their paths.

    The newest file of each writer stays, so that no epoch is used twice. A damaged file
    stays until a person has looked at it.
    """
    files = spool_files(directory)
    newest = {file.writer: file.epoch for file in files}
    gone = tuple(
        file.path for file in files if file.epoch < newest[file.writer] and _wholly_acknowledged(file.path)
    )
    for path in gone:
        discard(path)
    return gone


def discard(path: Path) -> None:
    """Delete a spool file and its acknowledgement; gone already is no error."""
    durable.remove(path)
    durable.remove(path.with_suffix(".ack"))


def collect_dead(directory: Path) -> tuple[str, ...]:
    """Delete what dead writers left once it is wholly acknowledged; return their names.

    Only for writers whose names are drawn anew with every start: a name that came back would
    begin with an epoch that was used. What is damaged or not yet taken over stays.
    """
    for ack in directory.glob("*.ack"):
        if not ack.with_suffix(".spool").exists():
            durable.remove(ack)
    names = sorted({file.writer for file in spool_files(directory)})
    return tuple(name for name in names if not is_alive(directory, name) and _bury(directory, name))


def _bury(directory: Path, writer: str) -> bool:
    """Delete a dead writer's files, its lock last; say whether it left nothing unread."""
    files = [file.path for file in spool_files(directory) if file.writer == writer]
    if not all(_wholly_acknowledged(path) for path in files):
        return False
    for path in files:
        discard(path)
    durable.remove(lock_path(directory, writer))
    return True


def _wholly_acknowledged(path: Path) -> bool:
    try:
        return next(read_lines(path, acknowledged(path)), None) is None
    except SpoolDamaged:
        return False


def _named(path: Path) -> SpoolFile | None:
    found = _NAME.fullmatch(path.name)
    return None if found is None else SpoolFile(found[1], int(found[2]), path)
