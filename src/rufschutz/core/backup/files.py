"""The file of tombstones on disk: whole lines only, appended and made durable, copied elsewhere.

Decides nothing about what is written. A line that was being written when its process died is cut
off before the next one; a copy that knows more than the file is never overwritten.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rufschutz.core.backup.errors import TombstonesBehindError
from rufschutz.domain.restore import tombstones
from rufschutz.domain.restore.tombstones import NotTombstonesError
from rufschutz.handover import durable
from rufschutz.vault.keystore.wraps import WrapError, unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rufschutz.domain.moments import Millis
    from rufschutz.domain.restore.tombstones import Place, Stone

_CHAIN: Final = b"rufschutz tombstone chain/1"

_TAIL: Final = 1 << 20
"""More bytes than any line has."""


@dataclass(frozen=True, slots=True)
class TombstoneFile:
    """The installation's file at ``path``; ``copies`` are directories.

    ``key`` is that of whoever reads and writes: it chains a file that they began, and opens the chain's key
    where it was handed over to them.
    """

    path: Path
    installation: str
    key: bytes
    copies: tuple[Path, ...] = ()

    @property
    def chain(self) -> bytes:
        """The key that chains the file."""
        try:
            with self.path.open("rb") as lines:
                handed = tombstones.others(lines.readline())
        except FileNotFoundError:
            return self.key
        for sealed in handed:
            with suppress(WrapError, ValueError):
                return unwrap(self.key, bytes.fromhex(sealed), _CHAIN)
        return self.key

    def hand_over(self, key: bytes) -> None:
        """Let whoever holds ``key`` go on with the file, as well; call it within `held`. Twice is once."""
        self.place()
        chain = self.chain
        if replace(self, key=key).chain == chain:
            return
        first, _, rest = self.path.read_bytes().partition(b"\n")
        sealed = (*tombstones.others(first), wrap(key, chain, _CHAIN).hex())
        begun = tombstones.head(chain, self.installation, tombstones.place_of(first), sealed)
        _put(self.path, begun + rest)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes, however many processes ask."""
        self.path.parent.mkdir(mode=0o770, exist_ok=True)
        descriptor = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def place(self) -> Place:
        """Return where the file ends, beginning it where it is not there; cut off what is half a line."""
        if not self.path.exists():
            durable.replace(self.path, tombstones.head(self.key, self.installation))
        with self.path.open("r+b") as file:
            last, size = _last(file.fileno())
            if size != file.seek(0, os.SEEK_END):
                file.truncate(size)
                os.fsync(file.fileno())
        return tombstones.place_of(last)

    def append(self, stones: Sequence[Stone]) -> Place:
        """Write tombstones, durable when this returns; call it within `held`."""
        lines, place = tombstones.laid(self.chain, self.place(), stones)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            durable.write_all(descriptor, lines)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return place

    def read(self) -> Iterator[tuple[Place, Stone | None]]:
        """Yield what the file holds, checked; raises a `TombstoneError`."""
        with self.path.open("rb") as lines:
            yield from tombstones.read(lines, self.chain, self.installation)

    def drop(self, before: Millis) -> int:
        """Leave out the lines written before a moment, up to the first later one; return how many."""
        last, count = None, 0
        with self.path.open("rb") as lines:
            first = lines.readline()
            at = len(first)
        for place, stone in self.read():
            if stone is None:
                continue
            if stone.at >= before:
                break
            last, count = place, count + 1
        if last is None:
            return 0
        with self.path.open("rb") as file:
            file.seek(at)
            for _ in range(count):
                file.readline()
            rest = file.read()
        begun = tombstones.head(self.chain, self.installation, last, tombstones.others(first))
        durable.replace(self.path, begun + rest)
        return count

    def copy_out(self) -> tuple[Path, ...]:
        """Bring every copy up to date; return the directories that could not be written.

        Raises `TombstonesBehindError` where a copy goes on where the file ends, or went another way.
        """
        refused = []
        for directory in self.copies:
            try:
                self.copy_to(directory)
            except OSError:
                refused.append(directory)
        return tuple(refused)

    def copy_to(self, directory: Path) -> Path:
        """Bring the copy in one directory up to date and return it; raises `OSError` as `copy_out` does."""
        target = self.copy(directory)
        size = self.path.stat().st_size
        have = target.stat().st_size if target.exists() else 0
        if have == size and _same(self.path, target, size):
            return target
        if 0 < have < size and _same(self.path, target, have):
            _append(self.path, target, have)
        elif have and _went_on(self.path, target):
            raise TombstonesBehindError(
                f"{target} knows tombstones that the installation's own file does not"
            )
        else:
            durable.replace(target, self.path.read_bytes())
        return target

    def copy(self, directory: Path) -> Path:
        """Return where the copy in one directory lies."""
        return directory / f"tombstones-{self.installation}.log"

    def behind(self) -> tuple[Path, ...]:
        """Return the copies, as far as they can be read, that know what the file does not."""
        there = (self.copy(directory) for directory in self.copies)
        return tuple(each for each in there if os.access(each, os.R_OK) and _went_on(self.path, each))


def _put(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file, whose owner stays: who calls this may be another user."""
    owner = path.stat()
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        os.close(durable.create(temporary, data))
        os.chown(temporary, owner.st_uid, owner.st_gid)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    durable.sync_directory(path.parent)


def _went_on(path: Path, copy: Path) -> bool:
    """Say whether a copy ends with a line that the file does not have; one that ends with none does not."""
    try:
        with copy.open("rb") as file:
            end = tombstones.place_of(_last(file.fileno())[0])
    except NotTombstonesError:
        return False
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            place = tombstones.place_of(line)
            if place.line >= end.line:
                return place.line == end.line and place.seal != end.seal
    return True


def _last(descriptor: int) -> tuple[bytes, int]:
    """Return the last whole line of a file, and where it ends."""
    size = os.fstat(descriptor).st_size
    tail = _tail(descriptor, size)
    whole = tail[: tail.rfind(b"\n") + 1]
    return (whole.splitlines(keepends=True) or [b""])[-1], size - len(tail) + len(whole)


def _same(one: Path, other: Path, size: int) -> bool:
    """Say whether two files agree at their beginning and around ``size``."""
    with one.open("rb") as a, other.open("rb") as b:
        return a.readline() == b.readline() and _tail(a.fileno(), size, 4096) == _tail(b.fileno(), size, 4096)


def _append(source: Path, target: Path, start: int) -> None:
    with source.open("rb") as file:
        file.seek(start)
        rest = file.read()
    descriptor = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        durable.write_all(descriptor, rest)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tail(descriptor: int, size: int, most: int = _TAIL) -> bytes:
    start = max(0, size - most)
    return os.pread(descriptor, size - start, start)
