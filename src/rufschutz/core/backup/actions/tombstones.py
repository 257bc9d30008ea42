"""Bringing tombstones from their rows into their file and its copies; a row goes when no backup needs it.

Lines first, durable, then the mark that they are written: killed between, a line stands twice,
which a restore does not mind, and none is lost.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.core.audit.models import Checkpoint
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.models import Backup, Tombstone
from rufschutz.core.base import tenant_scope
from rufschutz.core.offboarding.models import Offboarding
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.tombstones import Place, Stone, What
from rufschutz.vault.backup.keys import tombstone_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.runtime import Installation
    from rufschutz.vault.keystore.root import RootKey

log = logging.getLogger(__name__)

BATCH: Final = 1_000
KEPT: Final = 31 * DAY
"""Longer than any data backup lives (30 days), so that each finds all that came after it."""


def tombstone_file(installation: Installation, root: bytes) -> TombstoneFile:
    """Return the installation's file of tombstones; ``root`` is the root key."""
    return TombstoneFile(
        installation.tombstones, installation.identity, tombstone_key(root), installation.tombstone_copies
    )


def flush(file: TombstoneFile, now: Millis, *, witness: bool = False) -> int:
    """Write what waits into the file and its copies, those beside backups among them; return how many lines.

    ``witness``: write down how far each log has come, too, whether or not anything died.
    """
    count = 0
    with file.held():
        file.place()
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                count += _flush(tenant, file, now, witness=witness)
        for tenant in _gone():
            with tenant_scope(tenant):
                count += _flush(tenant, file, now, witness=False)
        beside = _beside_backups() if count or witness else ()
        refused = replace(file, copies=(*file.copies, *beside)).copy_out()
    if refused:
        log.error("%d copies of the tombstones cannot be written", len(refused))
    return count


def _beside_backups() -> tuple[Path, ...]:
    """Return the directories with backups that can be written now: there a restore looks first."""
    there = Backup.objects.filter(destroyed_at=None, finished_at__isnull=False)
    places = there.values_list("place", flat=True).distinct()
    return tuple(Path(place) for place in places if os.access(place, os.W_OK))


def hand_over(installation: Installation, old: RootKey, new: RootKey) -> None:
    """Let the next root key go on with the file and its copies: before it becomes the installation's.

    Raises `OSError`, or a `TombstoneError` for a file that is not what was written.
    """
    file = tombstone_file(installation, old.key)
    with file.held():
        file.hand_over(tombstone_key(new.key))
        if refused := file.copy_out():
            log.error("%d copies of the tombstones cannot be written", len(refused))


def position(file: TombstoneFile, now: Millis) -> Place:
    """Write what waits, and return where the file ends then: all that was committed before stands there."""
    flush(file, now, witness=True)
    with file.held():
        return file.place()


def forget_old(file: TombstoneFile, now: Millis) -> int:
    """Drop rows and lines that no backup can need any more; return how many lines."""
    before = Millis(now - KEPT)
    for tenant in (*tenant_ids(), *_gone()):
        with tenant_scope(tenant):
            Tombstone.objects.filter(written_at__lt=before).delete()
    with file.held():
        file.place()
        return file.drop(before)


def _gone() -> tuple[TenantId, ...]:
    """Return the controllers that left: their last tombstones may wait still."""
    there = set(tenant_ids())
    names = Offboarding.objects.values_list("tenant_id", flat=True)
    return tuple(TenantId(name) for name in names if name not in there)


def _flush(tenant: TenantId, file: TombstoneFile, now: Millis, *, witness: bool) -> int:
    count = 0
    while rows := list(Tombstone.objects.filter(written_at=None).order_by("id")[:BATCH]):
        witness = False
        file.append([*(_stone(row, now) for row in rows), *_witness(tenant, now)])
        Tombstone.objects.filter(id__in=[row.id for row in rows]).update(written_at=now)
        count += len(rows)
    if witness and (stones := _witness(tenant, now)):
        file.append(stones)
    return count


def _stone(row: Tombstone, now: Millis) -> Stone:
    at = Millis(now if row.at is None else row.at)
    return Stone(TenantId(row.tenant_id), at, What(row.what), tuple(row.names), row.detail)


def _witness(tenant: TenantId, now: Millis) -> Sequence[Stone]:
    text = Checkpoint.objects.order_by("-size").values_list("text", flat=True).first()
    return [Stone(tenant, now, What.CHECKPOINT, (text,))] if text else []
