"""Making backups: the data without a key, the keys without data, each a file that is whole or not there.

First a row that says until when such a file may exist, then the tombstones' place, then the
snapshot, then the sealed file, then its manifest. Killed anywhere, the next run goes on: blobs that
were copied stay, what is half is removed, and the row ends with what it told of.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from rufschutz.adapters.build import version
from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.models import Checkpoint
from rufschutz.core.backup.actions.keeping import destroy_due
from rufschutz.core.backup.actions.tombstones import position, tombstone_file
from rufschutz.core.backup.blobs import copy_new, lines
from rufschutz.core.backup.errors import BackupError
from rufschutz.core.backup.models import Backup
from rufschutz.core.backup.parts import BLOBS, DATABASE, DIRECTORIES, KEYS, PLAN_KEY, SETTINGS
from rufschutz.core.backup.postgres import PostgresSnapshot
from rufschutz.core.backup.snapshot import saved_rows
from rufschutz.core.backup.sqlite import SqliteSnapshot, pieces
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.keys.queries import root_of_today
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.queries import rules
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import KindId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import LONGEST, Manifest, Sort, written
from rufschutz.domain.retention.due import Lifetime
from rufschutz.handover import durable
from rufschutz.vault.backup import container
from rufschutz.vault.backup.container import Part
from rufschutz.vault.backup.keys import manifest_key
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rufschutz.core.backup.shelf import Shelf
    from rufschutz.core.backup.snapshot import Snapshot
    from rufschutz.core.breath import Breath
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.restore.tombstones import Place
    from rufschutz.vault.keystore.root import RootKey

KINDS: Final = {Sort.DATA: KindId("backup_data"), Sort.KEYS: KindId("backup_keys")}
MADE: Final = {Sort.DATA: AuditEvent.BACKUP_MADE, Sort.KEYS: AuditEvent.KEY_BACKUP_MADE}
ACTOR: Final = "backup"
BETWEEN_BREATHS: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: an installation, under its root key."""

    installation: Installation
    root: RootKey


def make(
    source: Source, shelf: Shelf, sorts: Iterable[Sort], now: Millis, breathe: Breath = no_breath
) -> tuple[Manifest, ...]:
    """Make backups of these sorts on a shelf, then destroy what is over there; return their manifests.

    ``breathe``: what is called between two pieces; no transaction of the caller's database is open then.
    Raises `BackupRunsError`, `BackupError` and `OSError`; nothing half is left then.
    """
    with shelf.held():
        shelf.discard_parts()
        made = tuple(_make(source, shelf, sort, now, breathe) for sort in sorts)
        destroy_due(shelf, source.root, now)
    return made


def due(sort: Sort, at: Millis) -> Millis:
    """Return when a backup made at ``at`` is destroyed: by the strictest rule among all tenants."""
    kind = KINDS[sort]
    found = [Millis(at + LONGEST[sort])]
    for tenant in tenant_ids():
        try:
            policy = rules(tenant)
        except NoPolicyError:
            continue
        if policy.policy.has(kind):
            found.append(policy.due(kind, Lifetime(collected=at)).at)
    return min(found)


def _make(source: Source, shelf: Shelf, sort: Sort, now: Millis, breathe: Breath) -> Manifest:
    name = f"{sort.value}-{now}-{new_id()[:8]}"
    Backup.objects.create(id=name, sort=sort.value, at=now, place=str(shelf.place), due_at=due(sort, now))
    place = position(tombstone_file(source.installation, source.root.key), now)
    snapshot = _snapshot(source.installation)
    try:
        _require_root_of_today(source)
        manifest = _written(source, shelf, (name, sort, now, place), snapshot, breathe)
    finally:
        snapshot.close()
    durable.replace(shelf.manifest(name), written(manifest, manifest_key(source.root.key)))
    _finish(manifest, now)
    lines = tombstone_file(source.installation, source.root.key)
    with lines.held():
        lines.copy_to(shelf.place)
    return manifest


def _require_root_of_today(source: Source) -> None:
    """Raise `BackupError` where the root key was replaced before the snapshot: its keys lie under another."""
    if root_of_today(source.root).key_id != source.root.key_id:
        raise BackupError(
            "the root key was replaced meanwhile", advice="Nothing is lost: make the backup again."
        )


def _snapshot(installation: Installation) -> Snapshot:
    if connection.vendor == "postgresql":
        return PostgresSnapshot()
    return SqliteSnapshot(installation.sqlite)


def _written(
    source: Source, shelf: Shelf, about: tuple[str, Sort, Millis, Place], snapshot: Snapshot, breathe: Breath
) -> Manifest:
    name, sort, now, place = about
    schema, checkpoints = snapshot.schema(), tuple(_checkpoints())
    if sort is Sort.DATA:
        parts = _data(source.installation, shelf, snapshot, now, breathe)
    else:
        parts = iter([Part(KEYS, saved_rows(snapshot))])
    breathing = (Part(part.name, _breathing(part.pieces, breathe)) for part in parts)
    size, digest = _seal(shelf, name, breathing, source.root.key)
    return Manifest(
        id=name,
        sort=sort,
        installation=source.installation.identity,
        root_key=str(source.root.key_id),
        at=now,
        program=version(),
        vendor=connection.vendor,
        file=shelf.file(name).name,
        size=size,
        sha256=digest,
        schema=schema,
        tombstones=place,
        checkpoints=checkpoints,
    )


def _breathing(pieces: Iterable[bytes], breathe: Breath) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if size >= BETWEEN_BREATHS:
            size = 0
            breathe()


def _seal(shelf: Shelf, name: str, parts: Iterable[Part], root: bytes) -> tuple[int, str]:
    """Write the sealed file under another name first; a failure leaves nothing."""
    part = shelf.part(name)
    try:
        with part.open("xb") as file:
            written_as = container.write(file, parts, root, name)
            file.flush()
            os.fsync(file.fileno())
        part.replace(shelf.file(name))
        durable.sync_directory(shelf.place)
    finally:
        part.unlink(missing_ok=True)
    return written_as


def _data(
    installation: Installation, shelf: Shelf, snapshot: Snapshot, now: Millis, breathe: Breath
) -> Iterator[Part]:
    """Yield the parts of a data backup; blobs are copied after the snapshot, so that no row lacks its own."""
    yield Part(SETTINGS, pieces(installation.data / "rufschutz.toml"))
    yield Part(PLAN_KEY, pieces(installation.plan_key_file))
    for directory in DIRECTORIES:
        yield from _files(installation.data, directory)
    for part in snapshot.data():
        yield Part(f"{DATABASE}{part.name}", part.pieces)
    yield Part(BLOBS, lines(copy_new(BlobDirectory(installation.blobs), shelf, now // DAY, breathe)))


def _files(data: Path, directory: str) -> Iterator[Part]:
    """Yield the files below a directory; one that is replaced meanwhile is left out."""
    for path in sorted((data / directory).rglob("*")):
        if path.name.startswith(".") or not path.is_file():
            continue
        try:
            yield Part(path.relative_to(data).as_posix(), [path.read_bytes()])
        except FileNotFoundError:
            continue


def _checkpoints() -> Iterator[str]:
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            text = Checkpoint.objects.order_by("-size").values_list("text", flat=True).first()
        if text:
            yield text


def _finish(manifest: Manifest, now: Millis) -> None:
    """Write down that the backup is whole, in every tenant's log."""
    with transaction.atomic():
        Backup.objects.filter(id=manifest.id).update(size=manifest.size, finished_at=now)
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                details = (Detail("bytes", manifest.size), Detail("sha256", manifest.sha256))
                record(Entry(MADE[manifest.sort], tenant, now, ACTOR, tenant, details))
