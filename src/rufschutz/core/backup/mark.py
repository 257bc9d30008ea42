"""The mark of a restore that is not over, and which of its steps are done.

While the mark is there nothing else starts: no call is answered, no page shown, no command run.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.backup.errors import NotEmptyHereError, RestoringError
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEFT_BEHIND = frozenset({"spool", "journals", "lost+found"})
"""What a lost installation may have left in the directory: sealed facts and journals of the gap."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A restore: which backups, and how many steps are done. ``path`` is the mark's file."""

    path: Path
    data: str
    keys: str
    done: int = 0

    def step(self) -> Mark:
        """Return the mark one step further, durable."""
        return _written(Mark(self.path, self.data, self.keys, self.done + 1))


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Be the only one who restores into a directory; make it. Raises `RestoringError`.

    The kernel lets go of it however the process ends.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RestoringError("another process restores into this directory") from error
    finally:
        os.close(descriptor)


def begin(path: Path, data: str, keys: str) -> Mark:
    """Set the mark in an empty directory, or take up the one that is there.

    Raises `NotEmptyHereError` where something else lies there, `RestoringError` where another backup is
    being restored.
    """
    if path.exists():
        found = json.loads(path.read_text("utf-8"))
        if (found["data"], found["keys"]) != (data, keys):
            raise RestoringError(
                "another backup is being restored here", advice="Empty the directory to begin anew."
            )
        return Mark(path, data, keys, int(found["done"]))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if there := sorted({each.name for each in path.parent.iterdir()} - LEFT_BEHIND):
        raise NotEmptyHereError(f"{path.parent} is not empty: {', '.join(there[:3])}")
    return _written(Mark(path, data, keys))


def require_restored(path: Path) -> None:
    """Raise `RestoringError` while the mark is there."""
    if durable.exists(path):
        raise RestoringError("this installation is being restored; nothing may be served before that is over")


def _written(mark: Mark) -> Mark:
    words = {"data": mark.data, "keys": mark.keys, "done": mark.done}
    durable.replace(mark.path, json.dumps(words).encode())
    return mark
