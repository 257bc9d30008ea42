"""The worker writes the package: every file sealed under the one-time key that the owner was shown.

Killed anywhere, the next round goes on: sound that lies there whole is kept, texts are written anew, what
has been erased meanwhile goes. Two at once cannot be: a lock of the system lies over the directory.
Once it is whole the key is forgotten here; from then on only who was shown it opens the package. What
lies here unclaimed for a week, or holds sound that was erased since, goes; a new one can be asked for.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.offboarding import contents
from rufschutz.core.offboarding.models import Offboarding, State
from rufschutz.core.recordings.models import Recording
from rufschutz.core.recordings.models import State as Sound
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover import durable
from rufschutz.vault.keystore.wraps import WrapError
from rufschutz.vault.open.archive import ArchiveError
from rufschutz.vault.package import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys
    from rufschutz.vault.blobs import BlobDirectory

PACKAGE_STAYS: Final = 7 * DAY
"""How long (ms) a package lies here to be fetched."""


def secret_context(name: str) -> bytes:
    """Return what the sealed key of a package is bound to; ``name``: the offboarding's id."""
    return b"rufschutz package key/1\0" + name.encode()


def pack(
    tenant: TenantId,
    keys: Keys,
    blobs: BlobDirectory,
    packages: Path,
    now: Millis,
    breathe: Breath = no_breath,
) -> bool:
    """Write the package that was asked for into ``packages``; say whether it is there now.

    Raises `OSError` where the disk refuses, what opening a recording raises; then the next round goes on.
    """
    with _alone(packages / tenant) as free:
        row = Offboarding.objects.filter(tenant_id=tenant, state=State.BEGUN, secret__isnull=False).first()
        if row is None or not free:
            return False
        try:
            secret = keys.open_evidence(tenant, bytes(row.secret or b""), secret_context(row.id))
        except WrapError:  # the evidence key was replaced since: a new package is asked for
            Offboarding.objects.filter(id=row.id).update(secret=None)
            return False
        directory = packages / tenant
        with tenant_scope(tenant):
            listed = _write(tenant, keys, blobs, directory, secret, now, breathe)
        _seal_list(row, directory, listed, secret, now)
    return True


def put_away(tenant: TenantId, packages: Path) -> None:
    """Remove a controller's package with everything in it."""
    shutil.rmtree(packages / tenant, ignore_errors=True)
    (packages / f"{tenant}.lock").unlink(missing_ok=True)
    if (packages / tenant).exists():
        raise OSError("the package is there still")


def look_after(tenant: TenantId, packages: Path, now: Millis) -> None:
    """Put a package away that has lain too long, or holds sound that was erased since."""
    row = Offboarding.objects.filter(tenant_id=tenant, state=State.EXPORTED).first()
    directory = packages / tenant
    if row is None or row.exported_at is None or not directory.exists():
        return
    if now < row.exported_at + PACKAGE_STAYS and not _holds_erased(tenant, directory):
        return
    put_away(tenant, packages)
    never_taken = Offboarding.objects.filter(id=row.id, state=State.EXPORTED, handed_at=None)
    never_taken.update(state=State.BEGUN, manifest="", exported_at=None)


def _write(
    tenant: TenantId,
    keys: Keys,
    blobs: BlobDirectory,
    directory: Path,
    secret: bytes,
    now: Millis,
    breathe: Breath,
) -> dict[str, str]:
    listed: dict[str, str] = {}
    for name, pieces in contents.texts(tenant, keys, now):
        listed[name] = files.seal(directory, name, pieces, secret).sha256
        breathe()
    for name, pieces in contents.sounds(tenant, keys, blobs):
        known = _known(directory, name, secret)
        listed[name] = known or files.seal(directory, name, pieces, secret).sha256
        breathe()
    kept = {f"{name}{files.SEALED}" for name in listed}
    for path in list(directory.iterdir()):
        if path.name not in kept:
            path.unlink()
    return listed


def _known(directory: Path, name: str, secret: bytes) -> str:
    """Return the hash of what an earlier round wrote whole; '' for what has to be written."""
    try:
        return files.sum_of(files.opened(directory, name, secret))
    except (FileNotFoundError, ArchiveError):
        return ""


def _seal_list(row: Offboarding, directory: Path, listed: dict[str, str], secret: bytes, now: Millis) -> None:
    inner = files.listed(files.WITHIN, listed)
    files.seal(directory, files.MANIFEST, [inner], secret)
    sealed = {path.name: files.sum_of(files.pieces_of(path)) for path in directory.glob(f"*{files.SEALED}")}
    durable.replace(directory / files.MANIFEST, files.listed(files.AROUND, sealed))
    receipt = hashlib.sha256(inner).hexdigest()
    tenant = TenantId(row.tenant_id)
    with tenant_scope(tenant), transaction.atomic():
        changed = Offboarding.objects.filter(id=row.id, state=State.BEGUN, secret=row.secret).update(
            state=State.EXPORTED, manifest=receipt, exported_at=now, secret=None
        )
        if changed:
            details = (Detail("step", "exported"), Detail("manifest", receipt), Detail("files", len(listed)))
            record(Entry(AuditEvent.OFFBOARDING_BEGUN, tenant, now, "core", row.id, details))


def _holds_erased(tenant: TenantId, directory: Path) -> bool:
    with tenant_scope(tenant):
        living = {contents.sound_name(row) for row in Recording.objects.filter(state=Sound.ARCHIVED)}
    texts = (".jsonl", ".jsonld", ".csv", contents.CHECKPOINT, files.MANIFEST)
    names = (path.name.removesuffix(files.SEALED) for path in directory.glob(f"*{files.SEALED}"))
    return any(name not in living for name in names if not name.endswith(texts))


@contextmanager
def _alone(directory: Path) -> Iterator[bool]:
    """Make the directory and hold it; False where another process does."""
    directory.mkdir(mode=0o750, parents=True, exist_ok=True)
    lock = os.open(
        directory.with_name(f"{directory.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640
    )
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(lock)
