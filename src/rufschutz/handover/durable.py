"""Files that are still there after a crash, and gone after a removal.

Decides how a file becomes durable: contents first (fsync), then its name (fsync of
the directory). Never overwrites in place: a reader sees the old file or the new one.
Every function blocks on the disk; none belongs into a media tick.
"""

from __future__ import annotations

import os
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from rufschutz.handover.errors import HandoverError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MODE = 0o640
"""Readable by the group: voice writes, a worker under another user reads. Contents are sealed."""

_HANDS = 8
"""Files that are made durable at once."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


_WAITING: ContextVar[set[Path] | None] = ContextVar("directories to be synced", default=None)

_UNFINISHED = re.compile(r"\..+\.[0-9a-f]{16}")
"""How `replace` and `replace_all` name a file that is not in its place yet."""


class UnsafeName(HandoverError):
    """An id that must not become part of a file name."""

    advice = "Ids are letters, digits, '-' and '_', at most 100, and start with a letter or digit."


def safe_name(name: str) -> str:
    """Return ``name`` if it can stand in a path by itself; raise `UnsafeName` otherwise."""
    if _NAME.fullmatch(name) is None:
        raise UnsafeName(f"{name[:120]!r} cannot name a file")
    return name


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; raise `OSError` when the disk refuses some of them."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def sync_directory(directory: Path) -> None:
    """Make the names in ``directory`` durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create(path: Path, data: bytes, mode: int = MODE) -> int:
    """Create ``path`` holding ``data``, durably, and return a descriptor that appends to it.

    Raises `FileExistsError` where the name is taken. A failure leaves no file.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, mode)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
        sync_directory(path.parent)
    except OSError:
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    return descriptor


def write_new(path: Path, data: bytes, mode: int = MODE) -> None:
    """Create ``path`` holding ``data``, durably; raise `FileExistsError` where the name is taken."""
    os.close(create(path, data, mode))


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path``, durably and at once."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    os.close(create(temporary, data))
    temporary.replace(path)
    sync_directory(path.parent)


def replace_all(files: Mapping[Path, bytes]) -> None:
    """Put many files in place, each at once, all durable when this returns; a failure leaves no litter."""
    waiting = {path.with_name(f".{path.name}.{secrets.token_hex(8)}"): path for path in files}
    try:
        _write_all_synced({temporary: files[path] for temporary, path in waiting.items()})
        for temporary, path in waiting.items():
            temporary.replace(path)
    except OSError:
        for temporary in waiting:
            temporary.unlink(missing_ok=True)
        raise
    for directory in {path.parent for path in files}:
        sync_directory(directory)


def _write_all_synced(files: Mapping[Path, bytes]) -> None:
    """Write files, several at once where there are many: each waits for the disk, hardly for a processor."""
    if len(files) < _HANDS:
        for path, data in files.items():
            _write_synced(path, data)
        return
    with ThreadPoolExecutor(_HANDS) as hands:
        for _ in hands.map(_write_synced, files.keys(), files.values()):
            pass


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, MODE)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard_unfinished(directory: Path, older_than: float) -> int:
    """Remove what killed processes left half replaced anywhere below; return how many files.

    ``older_than``: seconds since 1970; what was written later may be at work still.
    """
    left = [path for path in directory.rglob(".*") if _UNFINISHED.fullmatch(path.name)]
    gone = [path for path in left if _written(path) < older_than]
    for path in gone:
        remove(path)
    return len(gone)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def remove(path: Path) -> None:
    """Remove ``path`` durably; a file that is not there is removed already.

    Within `names_together` it is durable at that block's end.
    """
    path.unlink(missing_ok=True)
    sync_names(path.parent)


def sync_names(directory: Path) -> None:
    """Make the names in ``directory`` durable; within `names_together` at that block's end."""
    waiting = _WAITING.get()
    if waiting is None:
        sync_directory(directory)
    else:
        waiting.add(directory)


@contextmanager
def names_together() -> Iterator[None]:
    """Let names that come or go be durable when the block ends: each directory is synced once.

    Raises `OSError` where one cannot be: then nothing of the block may be taken for gone, or for there. A
    block that an exception leaves syncs nothing.
    """
    waiting: set[Path] = set()
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
    for directory in waiting:
        sync_directory(directory)


def exists(path: Path) -> bool:
    """Ask the directory, not a cache, whether the name is there (a dangling link counts).

    Raises `OSError` where the directory may not be asked: then nothing is known.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
