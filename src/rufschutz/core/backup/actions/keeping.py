"""The end of backups: a file is destroyed when its rule says so, and the log says that it was.

The row stands until the file's absence was read back, and the ciphertext that only it named is gone.
A directory that cannot be reached leaves the row open, and `rufschutz check` names it.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import record
from rufschutz.core.backup.blobs import keep_only, read_lines
from rufschutz.core.backup.errors import BackupError
from rufschutz.core.backup.models import Backup
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.restore.manifest import LONGEST, Sort
from rufschutz.handover import durable
from rufschutz.vault.backup import container

if TYPE_CHECKING:
    from rufschutz.domain.ids import BlobId
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey

log = logging.getLogger(__name__)


def destroy_all_due(root: RootKey, now: Millis) -> int:
    """Destroy what is over in every directory that backups were made in; return how many files.

    What was made by a clock that ran ahead lives no longer from now on than any backup does.
    """
    count = 0
    for sort, longest in LONGEST.items():
        ahead = Backup.objects.filter(sort=sort.value, destroyed_at=None, due_at__gt=now + longest)
        ahead.update(due_at=now + longest)
    places = Backup.objects.filter(destroyed_at=None, due_at__lte=now).values_list("place", flat=True)
    for place in sorted(set(places)):
        shelf = Shelf(Path(place))
        if not shelf.place.is_dir():
            log.error("a directory of backups cannot be reached: what is over there is not destroyed")
            continue
        try:
            with shelf.held():
                count += destroy_due(shelf, root, now)
        except BackupError:
            log.warning("a backup is being made; what is over beside it goes afterwards")
        except OSError:
            log.exception("a backup that is over cannot be destroyed")
    return count


def destroy_due(shelf: Shelf, root: RootKey, now: Millis) -> int:
    """Destroy what is over, or was never finished, on a shelf that the caller holds; return how many.

    Which ciphertext a backup under an earlier root key names cannot be read: while one lies here, all of it
    stays, and no data backup counts as destroyed.
    """
    here = Backup.objects.filter(destroyed_at=None, place=str(shelf.place))
    over = list(here.filter(due_at__lte=now)) + list(
        here.filter(finished_at=None, due_at__gt=now, at__lt=now)
    )
    gone = []
    for row in over:
        shelf.remove(row.id)
        if not any(durable.exists(path) for path in (shelf.file(row.id), shelf.manifest(row.id))):
            gone.append(row)
    if any(each.sort is Sort.DATA for each in shelf.strangers(root)):
        gone = [row for row in gone if row.sort == Sort.KEYS.value]
    elif gone:
        _drop_blobs(shelf, root)
    if gone:
        _mark(gone, now)
    return len(gone)


def _mark(gone: list[Backup], now: Millis) -> None:
    with transaction.atomic():
        for row in gone:
            row.destroyed_at = now
            row.save(update_fields=["destroyed_at"])
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                for row in gone:
                    details = (Detail("kind", f"backup_{row.sort}"), Detail("made", row.at))
                    record(Entry(AuditEvent.BACKUP_DESTROYED, tenant, now, "backup", tenant, details))


def _drop_blobs(shelf: Shelf, root: RootKey) -> None:
    named: set[BlobId] = set()
    for manifest in shelf.manifests(root, Sort.DATA):
        if not shelf.file(manifest.id).exists():
            continue
        with shelf.file(manifest.id).open("rb") as file:
            for part in container.read(file, root.key, manifest.id):
                if part.name == "blobs":
                    named |= set(read_lines(b"".join(part.pieces)))
    keep_only(shelf, frozenset(named))
