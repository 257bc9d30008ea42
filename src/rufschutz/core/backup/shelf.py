"""A directory of backups: which files lie in it, under which names, and who may use it just now.

``<id>.backup`` is sealed, ``<id>.manifest`` beside it says what it is and comes last: a backup
without one is none. ``blobs/`` holds ciphertext by id for all of them; ``blobs/index`` says which is
whole (id, bytes, SHA-256), a line each.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from rufschutz.core.backup.errors import BackupError, BackupMissingError, BackupRunsError
from rufschutz.domain.restore import manifest
from rufschutz.handover import durable
from rufschutz.vault.backup.keys import manifest_key
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.domain.restore.manifest import Manifest, Sort
    from rufschutz.vault.keystore.root import RootKey

FILE: Final = ".backup"
MANIFEST: Final = ".manifest"
PART: Final = ".part"


class Shelf:
    """The directory ``place``."""

    def __init__(self, place: Path) -> None:
        self.place = place

    @property
    def blobs(self) -> BlobDirectory:
        """Ciphertext, by id."""
        return BlobDirectory(self.place / "blobs")

    @property
    def index(self) -> Path:
        """Which blobs are whole."""
        return self.place / "blobs" / "index"

    def file(self, backup: str) -> Path:
        """Return where a backup's sealed file lies."""
        return self.place / f"{durable.safe_name(backup)}{FILE}"

    def part(self, backup: str) -> Path:
        """Return where it is written."""
        return self.place / f".{durable.safe_name(backup)}{PART}"

    def manifest(self, backup: str) -> Path:
        """Return where its manifest lies."""
        return self.place / f"{durable.safe_name(backup)}{MANIFEST}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Be the only one who writes here; make the directory. Raises `BackupRunsError`, `BackupError`."""
        try:
            (self.place / "blobs").mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise BackupError(f"{self.place} cannot be used: {error.strerror}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise BackupRunsError("another backup writes into this directory") from error
        try:
            yield
        finally:
            os.close(descriptor)

    def discard_parts(self) -> None:
        """Remove what a killed run left; call it within `held`."""
        for path in self.place.glob(f".*{PART}"):
            durable.remove(path)
        self.blobs.discard_unfinished()

    def manifests(self, root: RootKey, sort: Sort | None = None) -> list[Manifest]:
        """Return every manifest made under ``root``, oldest first.

        Raises a `ManifestError` or `BackupMissingError`.
        """
        key = manifest_key(root.key)
        here = [data for data in self._written() if manifest.owner(data)[1] == root.key_id]
        found = [manifest.read(data, key) for data in here]
        return sorted(
            (each for each in found if sort in (None, each.sort)), key=lambda each: (each.at, each.id)
        )

    def strangers(self, root: RootKey) -> list[Manifest]:
        """Return what manifests say that name another root key, such as the one before; unchecked."""
        others = [data for data in self._written() if manifest.owner(data)[1] != root.key_id]
        return [manifest.unchecked(data) for data in others]

    def _written(self) -> list[bytes]:
        if not self.place.is_dir():
            raise BackupMissingError(f"{self.place} is no directory")
        return [path.read_bytes() for path in self.place.glob(f"*{MANIFEST}")]

    def owner(self) -> tuple[str, str]:
        """Return which installation and root key the newest backup claims; raises `BackupMissingError`."""
        found = [manifest.unchecked(path.read_bytes()) for path in self.place.glob(f"*{MANIFEST}")]
        if not found:
            raise BackupMissingError(f"there is no backup in {self.place}")
        newest = max(found, key=lambda each: each.at)
        return newest.installation, newest.root_key

    def remove(self, backup: str) -> None:
        """Destroy a backup: its manifest first, so that nobody takes what is left for one."""
        for path in (self.manifest(backup), self.file(backup), self.part(backup)):
            with suppress(FileNotFoundError):
                durable.remove(path)
