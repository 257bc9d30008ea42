"""Files of the log made anew from the rows: only after what differs was told, and nothing written over.

First the findings are durable, then what differs is moved aside, then files are written. Killed
between, the next run finds the same again. Where the rows themselves do not lead to what was
signed, no file is touched: then the files may be the true ones.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions.recording import hold_log
from rufschutz.core.audit.differing import Finding, derived, differing, tell
from rufschutz.core.audit.ledger import base_of
from rufschutz.core.audit.models import Checkpoint, LogEntry
from rufschutz.core.audit.tiles import CHECKPOINT, LogFilesDiffer, LogRowsDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.merkle import frontier_of
from rufschutz.domain.audit.tiles import tile_nodes
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.handover import durable

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.audit.differing import Derived
    from rufschutz.core.audit.models import LogHead
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

log = logging.getLogger(__name__)

MISSING = Finding(IncidentKind.LOG_ALTERED, "the published checkpoint is missing")
OTHER = Finding(
    IncidentKind.LOG_ALTERED, "the published checkpoint is not the one that was signed", CHECKPOINT
)


def rebuild(tenant: TenantId, directory: Path, now: Millis) -> tuple[Finding, ...]:
    """Make the tenant's files anew from the rows and return what differed; ``directory``: of all logs.

    Raises `LogRowsDiffer` where the rows do not lead to the signed root: nothing is touched then.
    """
    store = TileStore(directory / tenant)
    with tenant_scope(tenant):
        with transaction.atomic():
            head = hold_log(tenant)
            latest = Checkpoint.objects.filter(size=head.size).first()
            if latest is None:
                return ()
            found = _found(store, head, latest, from_rows(head.size))
        tell(tenant, found, now)
        if found:
            log.critical("%d files of a log are not what was published", len(found))
        with transaction.atomic():
            head = hold_log(tenant)
            latest, true = Checkpoint.objects.get(size=head.size), from_rows(head.size)
            if true.root.hex() != latest.root:
                raise LogRowsDiffer("the rows do not lead to the root that is signed: no file was touched")
            differ = _found(store, head, latest, true)
            store.mend(true.files, latest.text, [each.path for each in differ if each.path])
            head.published = head.size
            head.save(update_fields=["published"])
    return found


def from_rows(size: int) -> Derived:
    """Return the files of a log of ``size`` entries as its rows say, within the tenant's scope."""
    base = base_of()
    rows = LogEntry.objects.filter(index__gte=base.size, index__lt=size).order_by("index")
    return derived(base, [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)])


def said(store: TileStore, head: LogHead) -> int | None:
    """Return of how many entries the checkpoint on the disk is; None where it is not one that was signed.

    It may be a later one than the row of the head knows: a process was killed behind it.
    """
    try:
        text = store.read(CHECKPOINT).decode(errors="replace")
    except LogFilesDiffer:
        return None if head.published else 0
    rows = Checkpoint.objects.filter(size__gte=head.published, size__lte=head.size, text=text)
    return rows.values_list("size", flat=True).first()


def _found(store: TileStore, head: LogHead, latest: Checkpoint, true: Derived) -> tuple[Finding, ...]:
    """Return what differs from what was published, and the head that the rows do not lead to."""
    found = list[Finding]()
    if true.root.hex() != latest.root:
        first = _first_unborne(true, head.size)
        found.append(Finding(IncidentKind.LOG_NOT_CONSISTENT, f"checkpoint of {first}"))
    if said(store, head) is None:
        found.append(OTHER if durable.exists(store.directory / CHECKPOINT) else MISSING)
    return (*found, *differing(store, true, head.published))


def _first_unborne(true: Derived, size: int) -> int:
    """Return the size of the first checkpoint that the rows do not lead to; the last one is none of theirs.

    Every later one differs as well, so that the log can grow and this stays the same incident.
    """
    rows = Checkpoint.objects.filter(size__gte=true.base, size__lte=size).order_by("size")
    heads, nodes = list(rows.values_list("size", "root")), tile_nodes(true.read, size)
    low, high = 0, len(heads) - 1
    while low < high:
        middle = (low + high) // 2
        at, root = heads[middle]
        if frontier_of(at, nodes).root().hex() == root:
            low = middle + 1
        else:
            high = middle
    return heads[low][0]
