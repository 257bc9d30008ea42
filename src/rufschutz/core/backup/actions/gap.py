"""The gap between backup and loss: what it left behind is sealed to nobody and destroyed after 14 days.

Blobs that no row names, spool files and journals of the lost installation: the keys that could open
them were in no backup, and wraps without a row go here. Decides nothing about what the backup holds.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.models import Stranded
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import destroy_subjects, destroy_wraps
from rufschutz.core.keys.models import KeyEpoch, VaultKey, VaultWrap
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.orphans import orphaned_subjects
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, CallId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover import durable
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.domain.ids import TenantId

QUARANTINE: Final = 14 * DAY
BATCH: Final = 1_000


def strand(installation: Installation, now: Millis) -> int:
    """Put away what no row knows; return how many files there are. Run again, it goes on."""
    installation.quarantine.mkdir(mode=0o700, exist_ok=True)
    for sort, path in _left(installation):
        name = new_id()
        Stranded.objects.create(
            id=name, sort=sort, name=path.name[:100], found_at=now, due_at=now + QUARANTINE
        )
        path.replace(installation.quarantine / name)
        durable.sync_directory(path.parent)
    durable.sync_directory(installation.quarantine)
    return Stranded.objects.filter(destroyed_at=None).count()


def close(now: Millis) -> int:
    """Destroy keys of which the backup has no row, and end the epochs of before; return how many keys."""
    _end_epochs(now)
    return sum(_close(tenant) for tenant in tenant_ids())


def destroy_stranded(quarantine: Path, now: Millis) -> int:
    """Destroy what was put away long enough ago; return how many files."""
    rows = list(Stranded.objects.filter(destroyed_at=None, due_at__lte=now))
    for row in rows:
        if quarantine.is_dir():
            durable.remove(quarantine / row.id)
    with transaction.atomic():
        Stranded.objects.filter(id__in=[row.id for row in rows]).update(destroyed_at=now)
        for tenant in tenant_ids() if rows else ():
            with tenant_scope(tenant):
                details = (Detail("kind", "quarantine"), Detail("files", len(rows)))
                record(Entry(AuditEvent.BACKUP_DESTROYED, tenant, now, "backup", tenant, details))
    return len(rows)


def _left(installation: Installation) -> list[tuple[str, Path]]:
    known: set[str] = set()
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            known |= set(Recording.objects.exclude(blob="").values_list("blob", flat=True))
    blobs = installation.blobs
    alone = [blob for blob in BlobDirectory(blobs).ids() if blob not in known]
    files = [("blob", path) for blob in alone for path in blobs.glob(f"??/{blob}")]
    for sort, directory in (("spool", installation.spool), ("journal", installation.journals)):
        files += [(sort, path) for path in sorted(directory.glob("*")) if path.is_file()]
    return files


def _close(tenant: TenantId) -> int:
    with tenant_scope(tenant):
        rows = set(Recording.objects.values_list("id", flat=True))
        wrapped = set(VaultWrap.objects.values_list("artefact", flat=True))
        subjects = {
            CallId(name) for name in VaultKey.objects.exclude(subject="").values_list("subject", flat=True)
        }
        alone = [ArtefactId(name) for name in sorted(wrapped - rows)]
        orphans = orphaned_subjects(subjects)
        count = 0
        for start in range(0, len(alone), BATCH):
            count += len(destroy_wraps(tenant, alone[start : start + BATCH]))
        for start in range(0, len(orphans), BATCH):
            count += len(destroy_subjects(tenant, orphans[start : start + BATCH]))
    return count


def _end_epochs(now: Millis) -> None:
    """Leave closed what was sealed before the loss; epochs of today and later are made anew."""
    today = dt.datetime.fromtimestamp(now / 1000, dt.UTC).date() - dt.timedelta(days=1)
    KeyEpoch.objects.filter(day__gte=today).delete()
    KeyEpoch.objects.filter(destroyed_at=None).update(wrapped=None, destroyed_at=now)


def stranded() -> int:
    """Return how many files wait for their destruction."""
    return Stranded.objects.filter(destroyed_at=None).count()
