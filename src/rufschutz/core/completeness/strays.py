"""Files against rows: what lies on the disk that no row names, shelf by shelf.

A blob names no tenant: all rows of all tenants are asked, and one that nobody ever named is
everybody's difference. Reads names and moments of files, never what is in them but a journal's head.
"""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.models import Erasure
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.completeness.artefact import Life
from rufschutz.domain.completeness.stray import stray_blob, stray_journal
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.erasure import ErasureState
from rufschutz.handover import durable
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.journal import read_head

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from rufschutz.domain.completeness.incident import IncidentKind
    from rufschutz.domain.ids import BlobId, TenantId
    from rufschutz.vault.blobs import BlobDirectory

PAGE = 1000

Stray = tuple["IncidentKind", str]
"""What it is, and the file's name."""


def blobs(tenant: TenantId, directory: BlobDirectory) -> Iterator[tuple[int, list[BlobId]]]:
    """Yield, page by page, how many blobs there are and those that no row names now; `judged` looks again."""
    names = directory.ids()
    while page := tuple(islice(names, PAGE)):
        yield len(page), [name for name, _ in _unnamed(tenant, page)]


def judged(tenant: TenantId, directory: BlobDirectory, suspects: Collection[BlobId]) -> Iterator[Stray]:
    """Look again at blobs that no row named, and yield what those are that are still there."""
    there = [name for name in suspects if not directory.absent(name)]
    yield from ((kind, name) for name, kind in _unnamed(tenant, there))


def may_enter(directory: Path) -> bool:
    """Whether this process may list a directory and ask for what lies in it; one that is not there it may."""
    try:
        with suppress(FileNotFoundError), os.scandir(directory):
            durable.exists(directory / "any")
    except PermissionError:
        return False
    return True


def journals(tenant: TenantId, directory: Path, now: Millis) -> Iterator[Stray]:
    """Yield journals that should not be there any more, or that no row knows, of this tenant or of nobody.

    One whose head cannot be read is nobody's. Raises `PermissionError` where this process may not enter.
    """
    listed = directory.iterdir() if durable.exists(directory) else ()
    for path in sorted(path for path in listed if path.suffix == ".journal"):
        try:
            touched = Millis(path.stat().st_mtime_ns // 1_000_000)
        except FileNotFoundError:
            continue
        with tenant_scope(tenant):
            state = Recording.objects.filter(id=path.stem).values_list("state", flat=True).first()
        life = None if state is None else Life(state)
        kind = stray_journal(life, touched, now)
        if kind is not None and (life is not None or _whose(path) in (tenant, None)):
            yield kind, path.stem


def _unnamed(tenant: TenantId, names: Collection[BlobId]) -> Iterator[tuple[BlobId, IncidentKind]]:
    """Yield what is nobody's or this tenant's. Rows are asked before erasures: a row ends in one."""
    named: set[str] = set()
    for other in tenant_ids():
        with tenant_scope(other):
            named |= set(Recording.objects.filter(blob__in=names).values_list("blob", flat=True))
    left = [name for name in names if name not in named]
    erased = {other: _erased(other, left) for other in tenant_ids()} if left else {}
    for name in left:
        owner = next((other for other, known in erased.items() if name in known), None)
        logged = owner is not None and erased[owner][name]
        kind = stray_blob(named=False, erased=owner is not None, logged=logged)
        if kind is not None and owner in (tenant, None):
            yield name, kind


def _erased(tenant: TenantId, names: Collection[BlobId]) -> dict[str, bool]:
    with tenant_scope(tenant):
        rows = Erasure.objects.filter(blob__in=names).values_list("blob", "state")
        return {blob: state == ErasureState.LOGGED for blob, state in rows}


def _whose(path: Path) -> TenantId | None:
    try:
        return read_head(path).tenant
    except (VaultError, FileNotFoundError, PermissionError):
        return None
