"""Which backup is restored: chosen, and wholly checked before anything is touched.

Decides what is refused, each with its name: no backup, another installation's, a newer program's,
a file that is cut, altered or missing, keys that are older than all data, tombstones that do not reach
as far as a backup says. It needs neither settings nor a database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.backup.errors import BackupDamagedError, BackupMissingError, KeysOlderError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.shelf import FILE, MANIFEST, Shelf
from rufschutz.domain.restore import manifest
from rufschutz.domain.restore.manifest import ManifestAlteredError, Sort
from rufschutz.domain.restore.tombstones import require_covers
from rufschutz.vault.backup.container import PIECE
from rufschutz.vault.backup.keys import manifest_key, tombstone_key

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.moments import Millis
    from rufschutz.domain.restore.manifest import Manifest
    from rufschutz.domain.restore.tombstones import Place
    from rufschutz.vault.keystore.root import RootKey


@dataclass(frozen=True, slots=True)
class Chosen:
    """A data backup and a key backup that go together, and the tombstones since the older one."""

    root: RootKey
    shelf: Shelf
    data: Manifest
    keys: Manifest
    keys_file: Path
    tombstones: TombstoneFile

    @property
    def since(self) -> Place:
        """Where the tombstones stood when the older of the two was made."""
        return min(self.data.tombstones, self.keys.tombstones)


def choose(root: RootKey, place: Path, keys: Path | None, tombstones: Path | None) -> Chosen:
    """Return what `rufschutz restore` takes: the newest keys, or ``keys``, and the newest data for them.

    Data that are newer than the keys are passed over: keys open nothing that was stored after them.

    Raises `BackupMissingError`, `BackupDamagedError`, a `ManifestError` or a `TombstoneError`.
    """
    shelf = Shelf(place)
    identity, _ = shelf.owner()
    all_here, others = shelf.manifests(root), shelf.strangers(root)
    if others and not all_here:
        raise ManifestAlteredError(
            "the backups here were made under another root key", advice="Give the one of that time."
        )
    saved_keys = _newest(all_here, Sort.KEYS, place) if keys is None else _named(keys, root)
    data = _opened_by(saved_keys, all_here, place)
    keys_file = shelf.file(saved_keys.id) if keys is None else keys.with_suffix(FILE)
    lines = tombstones or place / f"tombstones-{identity}.log"
    file = TombstoneFile(lines, identity, tombstone_key(root.key))
    chosen = Chosen(root, shelf, data, saved_keys, keys_file, file)
    _require_whole(shelf.file(data.id), data)
    _require_whole(keys_file, saved_keys)
    _require_tombstones(chosen, [each.tombstones for each in (*all_here, *others)])
    return chosen


def _newest(manifests: list[Manifest], sort: Sort, place: Path) -> Manifest:
    found = [each for each in manifests if each.sort is sort]
    if not found:
        advice = "Without keys nothing of a data backup can be read: name a key backup with --keys FILE"
        raise BackupMissingError(f"there is no backup of {sort.value} in {place}", advice=advice)
    return max(found, key=_order)


def _order(manifest: Manifest) -> tuple[int, Millis, str]:
    """How far the tombstones were tells which came first, whatever a clock said; else the clock does."""
    return manifest.tombstones.line, manifest.at, manifest.id


def _opened_by(keys: Manifest, manifests: list[Manifest], place: Path) -> Manifest:
    newest = _newest(manifests, Sort.DATA, place)
    if newest.installation != keys.installation:
        raise BackupMissingError("data and keys are backups of two installations")
    found = [each for each in manifests if each.sort is Sort.DATA and _order(each)[:2] <= _order(keys)[:2]]
    if not found:
        raise KeysOlderError(f"the key backup {keys.id} is older than the data backup {newest.id}")
    return max(found, key=_order)


def _named(keys: Path, root: RootKey) -> Manifest:
    beside = keys.with_suffix(MANIFEST)
    try:
        found = manifest.read(beside.read_bytes(), manifest_key(root.key))
    except FileNotFoundError as error:
        raise BackupMissingError(f"{beside} is not there; it belongs to the key backup") from error
    if found.sort is not Sort.KEYS:
        raise BackupMissingError(f"{keys} is no key backup")
    return found


def _require_whole(path: Path, expected: Manifest) -> None:
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise BackupMissingError(f"{path} is not there") from error
    if size < expected.size:
        raise BackupDamagedError(f"{path} is cut: {size} of {expected.size} bytes are there")
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    if digest.hexdigest() != expected.sha256:
        raise BackupDamagedError(f"{path} was altered: its hash is not the one in its manifest")


def _require_tombstones(chosen: Chosen, known: list[Place]) -> None:
    if not chosen.tombstones.path.exists():
        raise BackupMissingError(
            f"{chosen.tombstones.path} is not there; name the tombstones: --tombstones FILE"
        )
    require_covers((place for place, _ in chosen.tombstones.read()), chosen.since, known)
