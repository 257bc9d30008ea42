r"""The sealed file of a backup: named parts, one after the other, in one archive (`vault.open.archive`).

Plaintext is ``name length (2, big-endian), name, then pieces: length (4), bytes; length 0 ends the
part``; a name of length 0 ends the file. Written and read in pieces: memory does not grow with it.
The archive authenticates every piece, their order and the end; where it is cut or altered, reading
says so before a byte of that place is handed out.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from rufschutz.vault.backup.keys import sealing_key
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.archive import ArchiveReader, write_archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE = 1 << 20
_NAME = struct.Struct(">H")
_LENGTH = struct.Struct(">I")


class ContainerFault(VaultError):
    """The file's inside is not what a backup writes."""

    advice = "Choose another backup; report that this one is damaged."


@dataclass(frozen=True, slots=True)
class Part:
    """A part to be written: its name, and its bytes in any pieces."""

    name: str
    pieces: Iterable[bytes]


def context(backup: str) -> bytes:
    """Return what the file of a backup is bound to, beside its key."""
    return b"rufschutz backup/1\0" + backup.encode()


def write(target: BinaryIO, parts: Iterable[Part], root: bytes, backup: str) -> tuple[int, str]:
    """Seal ``parts`` into ``target``; return the file's size in bytes and its SHA-256 (hex)."""
    counted = _Counted(target)
    write_archive(cast("BinaryIO", counted), _flat(parts), sealing_key(root, backup), context(backup))
    return counted.size, counted.digest.hexdigest()


def read(source: BinaryIO, root: bytes, backup: str) -> Iterator[Part]:
    """Yield the parts in order; the pieces of one have to be taken before the next is asked for.

    Raises the errors of `ArchiveReader` and `ContainerFault`.
    """
    stream = _Stream(ArchiveReader(source, sealing_key(root, backup), context(backup)).chunks())
    while length := _NAME.unpack(stream.take(_NAME.size))[0]:
        pieces = _Pieces(stream)
        yield Part(stream.take(length).decode(), pieces)
        pieces.skip()


def _flat(parts: Iterable[Part]) -> Iterator[bytes]:
    for part in parts:
        name = part.name.encode()
        yield _NAME.pack(len(name)) + name
        for piece in part.pieces:
            for start in range(0, len(piece), PIECE):
                some = piece[start : start + PIECE]
                yield _LENGTH.pack(len(some))
                yield some
        yield _LENGTH.pack(0)
    yield _NAME.pack(0)


class _Counted:
    """Counts and hashes what is written through it."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write all of ``data``."""
        self.digest.update(data)
        self.size += len(data)
        return self._target.write(data)


class _Stream:
    """Hands out exact numbers of bytes of a row of chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def take(self, count: int) -> bytes:
        """Return ``count`` bytes; raise `ContainerFault` where the file ends before."""
        parts = []
        while count:
            if not self._rest:
                self._rest = memoryview(next(self._chunks, b""))
                if not self._rest:
                    raise ContainerFault("the backup ends before its last part does")
            some = self._rest[:count]
            parts.append(some)
            self._rest = self._rest[len(some) :]
            count -= len(some)
        return b"".join(parts)


class _Pieces:
    """The pieces of one part, once."""

    def __init__(self, stream: _Stream) -> None:
        self._stream = stream
        self._over = False

    def __iter__(self) -> Iterator[bytes]:
        while not self._over:
            length = _LENGTH.unpack(self._stream.take(_LENGTH.size))[0]
            if length > PIECE:
                raise ContainerFault("a piece of the backup is longer than one can be")
            if not length:
                self._over = True
                return
            yield self._stream.take(length)

    def skip(self) -> None:
        """Read on to the part's end."""
        for _ in self:
            pass
