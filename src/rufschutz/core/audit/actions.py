"""Writing the log: events into the outbox, the outbox into the tree, the tree into files.

An event is recorded in the transaction it tells of. One sequencer per tenant drains
the outbox; the row of the log's head is its lock. Killed between any two lines, the
next run goes on: rows first and in one transaction, then tiles, then the checkpoint,
and only then the mark that they are published.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.models import Checkpoint, LogEntry, LogHead, OutboxEntry
from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.checkpoint import sign_checkpoint
from rufschutz.domain.audit.entry import Detail, Entry, padded, read_entry
from rufschutz.domain.audit.leaf import SALT_SIZE, leaf_hash
from rufschutz.domain.audit.merkle import Frontier
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """An entry to be logged, and the call it belongs to, if any."""

    entry: Entry
    call: CallId | None = None


def record(entry: Entry, call: CallId | None = None) -> None:
    """Put one entry into the outbox, within the caller's transaction and tenant scope."""
    record_all([Note(entry, call)])


def record_all(notes: Iterable[Note]) -> None:
    """Put entries into the outbox in order, within the caller's transaction and tenant scope."""
    OutboxEntry.objects.bulk_create(
        OutboxEntry(
            tenant_id=note.entry.tenant,
            event=note.entry.event.value,
            at=note.entry.at,
            call=note.call or "",
            subject=note.entry.subject,
            payload=note.entry.payload().decode(),
        )
        for note in notes
    )


def hold_log(tenant: TenantId) -> LogHead:
    """Lock the tenant's log until the caller's transaction ends; what must happen once happens under it."""
    LogHead.objects.get_or_create(tenant_id=tenant)
    return LogHead.objects.select_for_update().get(tenant_id=tenant)


def sequence(tenant: TenantId, keys: Keys, log: Path, now: Millis, breathe: Breath = no_breath) -> int:
    """Drain the tenant's outbox into its log and publish it; return how many entries were logged.

    ``log`` is the directory of all logs. Safe to run again after a crash at any line.
    ``breathe``: called after each batch, outside the tenant's scope.
    """
    done, count = 0, 1
    with tenant_scope(tenant):
        _publish(tenant, log)
    while count:
        with tenant_scope(tenant):
            if count := _drain(tenant, keys, now):
                _publish(tenant, log)
        done += count
        breathe()
    return done


def redact(entries: Sequence[int]) -> None:
    """Erase payload and salt of entries, within the caller's transaction; the caller records it."""
    LogEntry.objects.filter(id__in=entries).update(payload=None, salt=None, redacted=True)


def rebuild(tenant: TenantId, log: Path) -> None:
    """Write the tenant's tiles and checkpoint anew from the rows."""
    with tenant_scope(tenant), transaction.atomic():
        head = hold_log(tenant)
        latest = Checkpoint.objects.filter(size=head.size).first()
        if latest is not None:
            root = bytes.fromhex(latest.root)
            TileStore(log / tenant).rebuild(_leaves(0, head.size), root, latest.text)


def _drain(tenant: TenantId, keys: Keys, now: Millis) -> int:
    with transaction.atomic():
        head = hold_log(tenant)
        waiting = list(OutboxEntry.objects.order_by("id")[:BATCH])
        if not waiting:
            return 0
        rows = [_logged(row, index, keys) for index, row in enumerate(waiting, start=head.size)]
        LogEntry.objects.bulk_create(rows)
        OutboxEntry.objects.filter(id__in=[row.id for row in waiting]).delete()
        _grow_head(head, [bytes(row.leaf) for row in rows])
        _sign(head, keys, now)
    return len(rows)


def _logged(row: OutboxEntry, index: int, keys: Keys) -> LogEntry:
    payload = row.payload.encode()
    entry = read_entry(payload)
    salt = secrets.token_bytes(SALT_SIZE)
    return LogEntry(
        tenant_id=row.tenant_id,
        index=index,
        event=row.event,
        at=row.at,
        call=row.call,
        subject=row.subject,
        leaf=bytes(entry.leaf(salt, index)),
        salt=salt,
        payload=keys.seal_evidence(entry.tenant, padded(payload), payload_context(index)),
    )


def payload_context(index: int) -> bytes:
    """Return what a sealed payload is bound to, beside its tenant."""
    return b"audit payload %d" % index


def _grow_head(head: LogHead, leaves: list[bytes]) -> None:
    grown = frontier(head).extend(leaf_hash(leaf) for leaf in leaves)
    head.size = grown.size
    head.edge = [part.hex() for part in grown.hashes]
    head.save(update_fields=["size", "edge"])


def frontier(head: LogHead) -> Frontier:
    """Return the right edge of the tree that the head's row describes."""
    return Frontier(head.size, tuple(bytes.fromhex(part) for part in head.edge))


def _sign(head: LogHead, keys: Keys, now: Millis) -> None:
    signer = keys.log_signer(head.tenant_id)
    root = frontier(head).root()
    text = sign_checkpoint(Head(signer.key.name, head.size, root), signer.key, signer.sign)
    Checkpoint.objects.create(tenant_id=head.tenant_id, size=head.size, root=root.hex(), text=text, at=now)


def _publish(tenant: TenantId, log: Path) -> None:
    with transaction.atomic():
        head = hold_log(tenant)
        if head.published == head.size:
            return
        latest = Checkpoint.objects.get(size=head.size)
        root = bytes.fromhex(latest.root)
        try:
            leaves = _leaves(head.published, head.size)
            TileStore(log / tenant).publish(head.published, leaves, root, latest.text)
        except LogFilesDiffer:
            TileStore(log / tenant).rebuild(_leaves(0, head.size), root, latest.text)
        head.published = head.size
        head.save(update_fields=["published"])


def _leaves(start: int, end: int) -> list[bytes]:
    rows = LogEntry.objects.filter(index__gte=start, index__lt=end).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]


def record_access(
    actor: Actor, event: AuditEvent, purpose: PurposeId, subject: str, now: Millis, call: CallId | None = None
) -> None:
    """Record that someone saw something, as every permission obliges; its own transaction.

    ``subject``: the id of what was seen, or the tenant's for a list.
    """
    through = next(
        (Detail("glass", glass.id) for glass in actor.glasses if call and glass.call == call), None
    )
    details = (Detail("purpose", purpose), Detail("role", actor.role.value), *((through,) if through else ()))
    with tenant_scope(actor.tenant), transaction.atomic():
        record(Entry(event, actor.tenant, now, actor.person, subject or actor.tenant, details), call)


def record_denial(tenant: TenantId, person: str, action: str, subject: str, now: Millis) -> None:
    """Record that someone asked for what their role may not; its own transaction, nothing else happens."""
    entry = Entry(
        event=AuditEvent.ACCESS_DENIED,
        tenant=tenant,
        at=now,
        actor=person,
        subject=subject,
        details=(Detail("action", action),),
    )
    with tenant_scope(tenant), transaction.atomic():
        record(entry)
