"""How far the logs had come, as signed checkpoints say, and how much of them a restored record lacks.

A log that went on elsewhere cannot be continued unseen: what is lost is named in the log itself, with
the size and root that were known. One that does not lead to a known checkpoint is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit.ledger import beginning
from rufschutz.core.audit.models import LogEntry, LogHead
from rufschutz.core.backup.errors import RestoreError
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.checkpoint import read_checkpoint
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.restore.tombstones import What

if TYPE_CHECKING:
    from rufschutz.core.backup.chosen import Chosen
    from rufschutz.domain.audit.checkpoint import Checkpoint
    from rufschutz.domain.ids import TenantId


class LogForkError(RestoreError):
    """A known checkpoint says something else of the log than the restored rows do."""

    advice = (
        "Keep backups, tombstones and what was loaded: somebody rewrote the log, or the backup is of another "
        "one. Nobody uses what was loaded. To restore another backup, empty directory and database first."
    )


@dataclass(frozen=True, slots=True)
class Lost:
    """What a log lacks: the size and root (hex) that were known, and how many entries are missing."""

    known: int
    root: str
    entries: int


def lost(chosen: Chosen) -> dict[TenantId, Lost]:
    """Return what each log lacks, by tenant; raises `LogForkError`."""
    newest: dict[str, Checkpoint] = {}
    for text in _known(chosen):
        head = read_checkpoint(text)
        if head.origin not in newest or newest[head.origin].size < head.size:
            newest[head.origin] = head
    found = {}
    for tenant in tenant_ids():
        known = newest.get(f"rufschutz/{tenant}")
        if known is not None and (missing := _missing(tenant, known)):
            found[tenant] = Lost(known.size, known.root.hex(), missing)
    return found


def _known(chosen: Chosen) -> list[str]:
    texts = [text for each in chosen.shelf.manifests(chosen.root) for text in each.checkpoints]
    for _, stone in chosen.tombstones.read():
        if stone is not None and stone.what is What.CHECKPOINT:
            texts += stone.names
    return texts


def _missing(tenant: TenantId, head: Checkpoint) -> int:
    """Return how many entries of the known log are not there; what is there has to lead to its root.

    Of a year that is dropped the hashes stand for the entries; a head before it can be held no more.
    """
    with tenant_scope(tenant):
        size = LogHead.objects.values_list("size", flat=True).first() or 0
        if size < head.size:
            return head.size - size
        start = beginning()
        if head.size < start.size:
            return 0
        rows = LogEntry.objects.filter(index__gte=start.size, index__lt=head.size).order_by("index")
        leaves = rows.values_list("leaf", flat=True).iterator(10_000)
        root = start.extend(leaf_hash(bytes(leaf)) for leaf in leaves).root()
    if root != head.root:
        raise LogForkError("the restored log does not lead to a checkpoint that was signed before")
    return 0
