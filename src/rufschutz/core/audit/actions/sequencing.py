"""The outbox into the tree, the tree into files.

One sequencer per tenant drains the outbox; the row of the log's head is its lock. Killed
between any two lines, the next run goes on: rows first and in one transaction, then tiles,
then the checkpoint, and only then the mark that they are published.
"""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import bulk
from rufschutz.core.audit.actions.mending import rebuild, said
from rufschutz.core.audit.actions.recording import hold_log
from rufschutz.core.audit.ledger import payload_context
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogHead
from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.checkpoint import sign_checkpoint
from rufschutz.domain.audit.entry import padded
from rufschutz.domain.audit.leaf import SALT_SIZE, leaf_hash, leaf_of
from rufschutz.domain.audit.merkle import Frontier
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rufschutz.core.audit.actions.bulk import Waiting
    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys

logger = logging.getLogger(__name__)

BATCH = 5000
"""Entries in one transaction: as long as it lasts, who decides something waits for the log."""


def sequence(tenant: TenantId, keys: Keys, log: Path, now: Millis, breathe: Breath = no_breath) -> int:
    """Drain the tenant's outbox into its log and publish it; return how many entries were logged.

    ``log`` is the directory of all logs. Safe to run again after a crash at any line.
    ``breathe``: called after each batch, outside the tenant's scope.
    """
    done, count = 0, 1
    with tenant_scope(tenant):
        publish(tenant, log, now)
    while count:
        with tenant_scope(tenant):
            if count := _drain(tenant, keys, now):
                publish(tenant, log, now)
        done += count
        breathe()
    return done


def append(head: LogHead, waiting: Sequence[Waiting], keys: Keys, now: Millis) -> None:
    """Give entries their places behind the last one and sign what the log is now.

    Within the transaction that holds the log; the files follow (`publish`).
    """
    rows = sealed(TenantId(head.tenant_id), waiting, head.size, keys)
    bulk.insert(head.tenant_id, rows)
    _grow(head, rows, keys, now)


def publish(tenant: TenantId, log: Path, now: Millis) -> None:
    """Bring the files up to the rows, within the tenant's scope and outside of any transaction.

    What differs from what was published is told, moved aside and made anew; where the rows may be what
    was altered, the files stay as they are and entries go on waiting for theirs.
    """
    try:
        _publish(tenant, log)
    except LogFilesDiffer:
        try:
            rebuild(tenant, log, now)
        except LogFilesDiffer as error:
            logger.critical("a log is not published: %s", error)


def _publish(tenant: TenantId, log: Path) -> None:
    with transaction.atomic():
        head = hold_log(tenant)
        if head.published == head.size:
            return
        latest = Checkpoint.objects.get(size=head.size)
        store = TileStore(log / tenant)
        start = said(store, head)
        if start is None:
            raise LogFilesDiffer("the checkpoint on the disk is not the one that was published")
        store.publish(start, _leaves(start, head.size), bytes.fromhex(latest.root), latest.text)
        store.drop_filled(head.published, start)
        head.published = head.size
        head.save(update_fields=["published"])


def frontier(head: LogHead) -> Frontier:
    """Return the right edge of the tree that the head's row describes."""
    return Frontier(head.size, tuple(bytes.fromhex(part) for part in head.edge))


def sealed(tenant: TenantId, waiting: Sequence[Waiting], first: int, keys: Keys) -> list[bulk.Sealed]:
    """Return entries as they are stored from index ``first`` on: leaf, salt and sealed payload."""
    seal, salts = keys.sealer(tenant), secrets.token_bytes(SALT_SIZE * len(waiting))
    return [
        _sealed(row, first + at, salts[SALT_SIZE * at : SALT_SIZE * (at + 1)], seal)
        for at, row in enumerate(waiting)
    ]


def _sealed(row: Waiting, index: int, salt: bytes, seal: Callable[[bytes, bytes], bytes]) -> bulk.Sealed:
    payload = row.payload.encode()
    leaf = leaf_of(AuditEvent(row.event).event_class, Millis(row.at), salt, index, payload)
    content = seal(padded(payload), payload_context(index))
    return bulk.Sealed(index, row.event, row.at, row.call, row.subject, bytes(leaf), salt, content)


def _drain(tenant: TenantId, keys: Keys, now: Millis) -> int:
    with transaction.atomic():
        head = hold_log(tenant)
        waiting = bulk.waiting(BATCH)
        if not waiting:
            return 0
        rows = sealed(TenantId(head.tenant_id), waiting, head.size, keys)
        bulk.move(head.tenant_id, [row.id for row in waiting], rows)
        _grow(head, rows, keys, now)
    return len(waiting)


def _grow(head: LogHead, rows: Sequence[bulk.Sealed], keys: Keys, now: Millis) -> None:
    """Let the head take in entries that are stored, and sign what the log is now."""
    grown = frontier(head).extend(leaf_hash(row.leaf) for row in rows)
    head.size = grown.size
    head.edge = [part.hex() for part in grown.hashes]
    head.save(update_fields=["size", "edge"])
    _sign(head, keys, now)


def _sign(head: LogHead, keys: Keys, now: Millis) -> None:
    signer = keys.log_signer(head.tenant_id)
    root = frontier(head).root()
    text = sign_checkpoint(Head(signer.key.name, head.size, root), signer.key, signer.sign)
    Checkpoint.objects.create(tenant_id=head.tenant_id, size=head.size, root=root.hex(), text=text, at=now)


def _leaves(start: int, end: int) -> list[bytes]:
    rows = LogEntry.objects.filter(index__gte=start, index__lt=end).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
