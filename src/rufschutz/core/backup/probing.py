"""Looking for what must be gone: in every row, in the database's own files, in every blob, by every key.

For drills. It reads without a role and must never be given to a person: it says whether something was
found, not what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from rufschutz.core.backup.postgres import PostgresSnapshot
from rufschutz.core.backup.snapshot import saved_rows
from rufschutz.core.backup.sqlite import SqliteSnapshot
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, data_key
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.actions.playing import context_of
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.ids import ArtefactId, BlobId, PurposeId, TenantId
from rufschutz.vault.blobs import BlobDirectory, BlobMissing
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.archive import ArchiveReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.core.runtime import Installation


@dataclass(frozen=True, slots=True)
class Held:
    """What opens one recording: its blob, the wraps of its key (hex), the purposes they are for."""

    blob: str
    wraps: tuple[str, ...]
    purposes: tuple[str, ...]


def held(tenant: TenantId, artefact: ArtefactId) -> Held:
    """Return what opens a recording now."""
    with tenant_scope(tenant):
        blob = Recording.objects.filter(id=artefact).values_list("blob", flat=True).first() or ""
        rows = list(VaultWrap.objects.filter(artefact=artefact).values_list("wrapped", "purpose"))
    return Held(blob, tuple(bytes(wrap).hex() for wrap, _ in rows), tuple(purpose for _, purpose in rows))


def sound_of(
    tenant: TenantId, artefact: ArtefactId, purposes: Iterable[str], keys: Keys, blobs: BlobDirectory
) -> bytes | None:
    """Return a recording's sound by whichever key opens it; None where none does."""
    with tenant_scope(tenant):
        row = Recording.objects.filter(id=artefact).first()
    if row is None:
        return None
    for purpose in purposes:
        try:
            key = data_key(keys, tenant, row.call, PurposeId(purpose), artefact)
            with blobs.open(BlobId(row.blob)) as file:
                return b"".join(ArchiveReader(file, key, context_of(row, BlobId(row.blob))).chunks())
        except (KeyGoneError, BlobMissing, VaultError):
            continue
    return None


def found(installation: Installation, needles: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return which needles stand anywhere: in a row, in a file of the database, in a blob.

    In rows bytes stand as hex, in files as they are.
    """
    wanted = tuple(needles)
    seen = {needle for text in _rows(installation) for needle in wanted if needle.hex().encode() in text}
    seen |= {needle for text in _rows(installation) for needle in wanted if needle in text}
    for data in _files(installation):
        seen |= {needle for needle in wanted if needle in data}
    return tuple(needle for needle in wanted if needle in seen)


def _rows(installation: Installation) -> Iterator[bytes]:
    """Yield the text of every row, keys included."""
    postgres = connection.vendor == "postgresql"
    snapshot = PostgresSnapshot() if postgres else SqliteSnapshot(installation.sqlite)
    try:
        yield b"".join(saved_rows(snapshot))
        for part in snapshot.data():
            yield b"".join(part.pieces)
    finally:
        snapshot.close()


def _files(installation: Installation) -> Iterator[bytes]:
    """Yield what lies on the disk, sealed or not: the database where it is files, blobs, what is put away."""
    places = [installation.blobs, installation.quarantine, installation.spool, installation.journals]
    if connection.vendor == "sqlite":
        places.append(installation.sqlite.parent)
    for place in places:
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            if path.is_file():
                yield path.read_bytes()
