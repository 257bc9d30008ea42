"""The package as one file to take along: a tar (POSIX ustar) of its sealed files, made while it is read.

The same files give the same bytes, so a copy that was broken off goes on where it stopped. Taking one
apart writes below one directory alone, whatever the tar names.
"""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.vault.package.files import MANIFEST, PIECE, SEALED, PackageFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

END: Final = bytes(2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files of a package in the order in which they stand in the tar, with their sizes in bytes."""

    files: tuple[tuple[Path, int], ...]

    @property
    def size(self) -> int:
        """How many bytes the tar has."""
        return sum(tarfile.BLOCKSIZE + size + _rest(size) for _, size in self.files) + len(END)

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Yield the tar from the byte ``start`` on, in pieces of at most 1 MiB."""
        for path, size in self.files:
            head = _head(path.name, size)
            for known in (head, None, bytes(_rest(size))):
                length = size if known is None else len(known)
                if start < length:
                    yield from _slice(path, start) if known is None else (known[start:],)
                start = max(0, start - length)
        yield END[start:]


def parcel(directory: Path) -> Parcel:
    """Return what a package's directory becomes as one file: its list of hashes first."""
    names = sorted(path.name for path in directory.iterdir() if path.suffix == SEALED)
    order = [directory / name for name in (MANIFEST, *names)]
    return Parcel(tuple((path, path.stat().st_size) for path in order))


def take_apart(file: Path, directory: Path) -> None:
    """Write the files of a tar into ``directory``; raise `PackageFault` for what is no package."""
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() and "/" not in member.name else None
                if source is None:
                    raise PackageFault("the file holds what no package holds")
                with (directory / member.name).open("xb") as target:
                    while piece := source.read(PIECE):
                        target.write(piece)
    except (tarfile.TarError, FileExistsError, EOFError) as error:
        raise PackageFault("the file is no package, or is cut short") from error


def _head(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.USTAR_FORMAT)


def _rest(size: int) -> int:
    return -size % tarfile.BLOCKSIZE


def _slice(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while piece := file.read(PIECE):
            yield piece
