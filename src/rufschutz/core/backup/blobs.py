"""Ciphertext in backups: what is new is copied, by id; what no backup names any more goes.

A killed copy goes on where it stopped: the index says which blobs are whole. It is not believed: each
run measures what is listed and reads a part of it through, so that all of it was read within a week;
what is missing or altered is copied anew. A blob that is erased while it is copied is left out; its row
is gone with it, or its tombstone says so.
"""

from __future__ import annotations

import hashlib
import logging
import os
from typing import TYPE_CHECKING, Final

from rufschutz.core.breath import no_breath
from rufschutz.domain.ids import BlobId
from rufschutz.handover import durable
from rufschutz.vault.backup.container import PIECE
from rufschutz.vault.blobs import BlobMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rufschutz.core.backup.shelf import Shelf
    from rufschutz.core.breath import Breath
    from rufschutz.vault.blobs import BlobDirectory

log = logging.getLogger(__name__)

Known = dict[BlobId, tuple[int, str]]
"""Blobs with their size in bytes and SHA-256 (hex)."""

BATCH: Final = 100
"""After how many blobs the index is made durable."""


TURNS: Final = 7
"""In how many runs, one after the other, every blob of a shelf is read through."""


def copy_new(source: BlobDirectory, shelf: Shelf, turn: int, breathe: Breath = no_breath) -> Known:
    """Copy every blob that the shelf lacks or holds altered; return all that it has of those there now.

    ``turn``: which part is read through as well, modulo `TURNS`; of the others the size is looked at.
    """
    known = indexed(shelf)
    listed: Known = {}
    fresh: Known = {}
    for blob in source.ids():
        if blob not in known or not _sound(shelf, blob, known[blob], turn, breathe):
            copied = _copied(source, shelf.blobs, blob)
            if copied is None:
                continue
            known[blob] = fresh[blob] = copied
            breathe()
        listed[blob] = known[blob]
        if len(fresh) >= BATCH:
            _note(shelf, fresh)
            fresh = {}
    _note(shelf, fresh)
    return listed


def lines(known: Mapping[BlobId, tuple[int, str]]) -> Iterator[bytes]:
    """Yield the list of blobs as a part of a backup."""
    for blob, (size, digest) in known.items():
        yield f"{blob} {size} {digest}\n".encode()


def read_lines(data: bytes) -> Known:
    """Return the blobs that whole lines name."""
    rows = (line.split() for line in data.decode().splitlines())
    return {BlobId(row[0]): (int(row[1]), row[2]) for row in rows if len(row) == 3}


def indexed(shelf: Shelf) -> Known:
    """Return which blobs of the shelf are whole."""
    try:
        data = shelf.index.read_bytes()
    except FileNotFoundError:
        return {}
    return read_lines(data[: data.rfind(b"\n") + 1])


def keep_only(shelf: Shelf, named: frozenset[BlobId]) -> int:
    """Remove every blob that no backup names; return how many. Call it while the shelf is held."""
    gone = [blob for blob in shelf.blobs.ids() if blob not in named]
    left = {blob: known for blob, known in indexed(shelf).items() if blob in named}
    if gone:
        durable.replace(shelf.index, b"".join(lines(left)))
    for blob in gone:
        shelf.blobs.delete(blob)
    return len(gone)


def restore(shelf: Shelf, target: BlobDirectory, blob: BlobId, size: int, digest: str) -> bool:
    """Bring one blob back and say whether it is the one that was saved; one that is there is checked."""
    if not target.absent(blob):
        if _measured(target, blob) == (size, digest):
            target.settle(blob)
            return True
        target.delete(blob)
    if _copied(shelf.blobs, target, blob) == (size, digest):
        return True
    target.delete(blob)
    return False


def _sound(shelf: Shelf, blob: BlobId, known: tuple[int, str], turn: int, breathe: Breath) -> bool:
    """Say whether a listed blob is there as it was copied; what is not is told."""
    try:
        with shelf.blobs.open(blob) as file:
            sound = os.fstat(file.fileno()).st_size == known[0]
        if sound and _turn_of(blob) == turn % TURNS:
            sound = _measured(shelf.blobs, blob) == known
            breathe()
    except (BlobMissing, OSError):
        sound = False
    if not sound:
        log.error("a recording in a backup is missing or altered there; it is copied anew")
    return sound


def _turn_of(blob: BlobId) -> int:
    return sum(blob.encode()) % TURNS


def _copied(source: BlobDirectory, target: BlobDirectory, blob: BlobId) -> tuple[int, str] | None:
    target.delete(blob)
    digest, size = hashlib.sha256(), 0
    try:
        with source.open(blob) as file, target.put(blob) as copy:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += copy.write(piece)
    except BlobMissing:
        return None
    return size, digest.hexdigest()


def _measured(source: BlobDirectory, blob: BlobId) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with source.open(blob) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def _note(shelf: Shelf, fresh: Known) -> None:
    if not fresh:
        return
    descriptor = os.open(shelf.index, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, durable.MODE)
    try:
        durable.write_all(descriptor, b"\n" + b"".join(lines(fresh)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
