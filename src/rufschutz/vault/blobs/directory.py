"""A directory of blobs: ciphertext under opaque names, written once.

A blob appears whole or not at all, is never overwritten, and is gone durably when
`delete` returns. ``<root>/<last two characters of the id>/<id>``.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from rufschutz.domain.ids import BlobId
from rufschutz.handover import durable
from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UNFINISHED = ".part"
_SHELF = 2


class BlobExists(VaultError):
    """A blob of this id is stored already; blobs are never overwritten."""

    advice = "Store the artefact under a new blob id."


class BlobMissing(VaultError):
    """No blob of this id is stored."""

    advice = "Was it deleted? Look for its erasure. Without one this is an incident."


class BlobDirectory:
    """Blobs under ``root``. Ids are letters, digits, '-' and '_' (`durable.UnsafeName` otherwise)."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @contextmanager
    def put(self, blob: BlobId) -> Iterator[BinaryIO]:
        """Give a file to write; when the block ends the blob is there, whole and durable.

        Within `durable.names_together` its name is durable at that block's end. An exception in the block
        leaves nothing. Raises `BlobExists`.
        """
        target = self._path(blob)
        self._make_shelf(target.parent)
        temporary = target.with_name(f".{blob}.{secrets.token_hex(8)}{_UNFINISHED}")
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            self._name(temporary, target)
        finally:
            durable.remove(temporary)

    def open(self, blob: BlobId) -> BinaryIO:
        """Open a blob for reading; raise `BlobMissing` where it is not."""
        try:
            return self._path(blob).open("rb")
        except FileNotFoundError as error:
            raise BlobMissing(f"blob {blob} is not there") from error

    def delete(self, blob: BlobId) -> None:
        """Remove a blob durably; one that is not there is removed already."""
        path = self._path(blob)
        if path.parent.is_dir():
            durable.remove(path)

    def settle(self, blob: BlobId) -> None:
        """Make the name of a blob durable that a killed process may have left without."""
        durable.sync_names(self._path(blob).parent)

    def absent(self, blob: BlobId) -> bool:
        """Read back whether the blob is gone from the directory."""
        return not durable.exists(self._path(blob))

    def ids(self) -> Iterator[BlobId]:
        """Yield the ids of all blobs, shelf by shelf, sorted in each; unfinished ones are none.

        Holds one shelf's names at a time; what comes or goes meanwhile may be missed. Raises
        `PermissionError` where a directory may not be read: it does not say that there are none.
        """
        shelves = self._root.iterdir() if durable.exists(self._root) else ()
        for shelf in sorted(path for path in shelves if len(path.name) == _SHELF):
            for name in sorted(path.name for path in shelf.iterdir()):
                if not name.startswith("."):
                    yield BlobId(name)

    def discard_unfinished(self) -> int:
        """Remove what killed writers left and return how many; call it while nobody writes."""
        left = sorted(self._root.glob(f"??/.*{_UNFINISHED}"))
        for path in left:
            durable.remove(path)
        return len(left)

    def _path(self, blob: BlobId) -> Path:
        name = durable.safe_name(blob)
        return self._root / name[-_SHELF:].rjust(_SHELF, "0") / name

    def _make_shelf(self, shelf: Path) -> None:
        if not shelf.is_dir():
            shelf.mkdir(parents=True, exist_ok=True)
            durable.sync_directory(self._root)

    @staticmethod
    def _name(temporary: Path, target: Path) -> None:
        try:
            os.link(temporary, target)
        except FileExistsError as error:
            raise BlobExists(f"blob {target.name} is stored already") from error
        durable.sync_names(target.parent)
