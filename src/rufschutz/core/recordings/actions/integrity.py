"""Whether what is stored is what was stored: a look at a whole archive, noted with its date on the row.

The archive authenticates every chunk under its key; what is sealed to nobody, and has no key, is
held against its digest. What is altered becomes an incident, and stays marked until a later look
finds it whole again. Must never keep decrypted sound, and never mark what was just erased.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.completeness.actions import incident, no_longer
from rufschutz.core.keys.actions import data_key
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.errors import VaultError
from rufschutz.vault.keystore.contexts import archive_context
from rufschutz.vault.open.archive import ArchiveReader

if TYPE_CHECKING:
    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys
    from rufschutz.vault.blobs import BlobDirectory

ROUND = 30 * DAY
"""Within how many ms every archive is read once."""

HOURS = ROUND // (3600 * 1000)
BATCH = 50
SEALED = (State.ARCHIVED, State.QUARANTINED)
_PIECE = 1 << 20


class Altered(VaultError):  # noqa: N818 - named for what was found
    """An archive whose bytes are not those that were written."""

    advice = "Restore the blob from a backup and report an incident."


def look(row: Recording, keys: Keys, blobs: BlobDirectory, now: Millis) -> bool | None:
    """Read a whole archive, note what was found, and return it; None where nothing can tell."""
    try:
        known = _read(row, keys, blobs)
    except (VaultError, OSError) as error:
        note(row, type(error).__name__, now)
        return False
    note(row, "" if known else None, now)
    return True if known else None


def look_at_some(
    tenant: TenantId,
    keys: Keys,
    blobs: BlobDirectory,
    now: Millis,
    breathe: Breath = no_breath,
    *,
    every: bool = False,
) -> tuple[int, int]:
    """Look at the archives that nobody has looked at for longest; return how many, and how many altered.

    Called every hour it reads all within `ROUND`; ``every``: all of them now. ``breathe``: called after
    each batch, outside the tenant's scope.
    """
    with tenant_scope(tenant):
        total = Recording.objects.filter(state__in=SEALED).count()
    left, seen, altered = total if every else -(-total // HOURS), 0, 0
    while left > 0 and (batch := _oldest(tenant, min(BATCH, left), now)):
        found = [look(row, keys, blobs, now) for row in batch]
        seen, altered, left = seen + len(found), altered + found.count(False), left - len(found)
        breathe()
    return seen, altered


def note(row: Recording, fault: str | None, now: Millis) -> None:
    """Write down what a look found: '' whole, None nothing, else the name of what is wrong.

    Not where the recording was erased or archived anew meanwhile.
    """
    tenant = TenantId(row.tenant_id)
    intact = None if fault is None else not fault
    with tenant_scope(tenant), transaction.atomic():
        rows = Recording.objects.filter(id=row.id, blob=row.blob, state__in=SEALED)
        if not rows.update(checked_at=now, intact=intact):
            return
        if fault:
            told = (Detail("call", row.call), Detail("fault", fault))
            incident(tenant, IncidentKind.ARTEFACT_ALTERED, row.id, told, now)
        elif intact:
            no_longer(tenant, [IncidentKind.ARTEFACT_ALTERED], now, now, row.id)


def context_of(row: Recording, blob: BlobId) -> bytes:
    """Return what a recording's archive is bound to."""
    tenant, call = TenantId(row.tenant_id), CallId(row.call)
    return archive_context(tenant, call, call, ArtefactId(row.id), blob)


def digest_of(blobs: BlobDirectory, blob: BlobId) -> str:
    """Return the SHA-256 (hex) of a whole blob as it lies on the disk; raise `BlobMissing`."""
    digest = hashlib.sha256()
    with blobs.open(blob) as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _read(row: Recording, keys: Keys, blobs: BlobDirectory) -> bool:
    """Return whether anything vouches for the archive; raise what is wrong with it."""
    blob = BlobId(row.blob)
    if row.digest and digest_of(blobs, blob) != row.digest:
        raise Altered("the archive is not what was written")
    key = _any_key(row, keys)
    if key is not None:
        with blobs.open(blob) as source:
            for _ in ArchiveReader(source, key, context_of(row, blob)).chunks():
                pass
    return bool(row.digest) or key is not None


def _any_key(row: Recording, keys: Keys) -> bytes | None:
    tenant, artefact = TenantId(row.tenant_id), ArtefactId(row.id)
    for wrap in wraps_of(tenant, [artefact]).get(artefact, ()):
        try:
            return data_key(keys, tenant, row.call, wrap.purpose, artefact)
        except KeyGoneError:
            continue
    return None


def _oldest(tenant: TenantId, count: int, now: Millis) -> list[Recording]:
    """Return archives not looked at since ``now``, those of which nothing is known first."""
    with tenant_scope(tenant):
        rows = Recording.objects.filter(Q(checked_at=None) | Q(checked_at__lt=now), state__in=SEALED)
        return list(rows.order_by(F("checked_at").asc(nulls_first=True), "id")[:count])
