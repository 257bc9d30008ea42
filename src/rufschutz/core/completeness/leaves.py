"""The log against itself: entries, what their leaves commit to, every signed head, the published files.

Reads in pages, each within the tenant's scope, with constant memory but for the files, whose hashes
are held while they are compared. What it says may be a moment old: an entry is judged by what
was redacted by then, and files that do not fit are looked at again while nobody writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit.actions import hold_log
from rufschutz.core.audit.actions.years import list_differs
from rufschutz.core.audit.ledger import base_of, beginning
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogHead, LogShard, OutboxEntry, Witnessed
from rufschutz.core.audit.queries import payload_of
from rufschutz.core.audit.tiles import CHECKPOINT, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.audit.entry import read_entry
from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.leaf import leaf_hash, leaf_of
from rufschutz.domain.audit.redacted import Erased, erased, explained
from rufschutz.domain.audit.verify import Fault, read_head, verify_log
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.completeness.strays import Stray
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.audit.merkle import Frontier
    from rufschutz.domain.ids import TenantId

PAGE: Final = 2000


@dataclass(frozen=True, slots=True)
class Signed:
    """A head that was signed: its size and root, and what it is if the entries do not lead to it."""

    size: int
    root: str
    kind: IncidentKind
    name: str


def altered(tenant: TenantId, keys: Keys, log: Path, breathe: Breath = no_breath) -> Iterator[Stray]:
    """Yield what does not fit, each once; ``log``: the directory of all logs."""
    yield from _entries(tenant, keys, breathe)
    breathe()
    yield from _published(tenant, TileStore(log / tenant))


def _entries(tenant: TenantId, keys: Keys, breathe: Breath) -> Iterator[Stray]:
    """Yield entries that are not what was logged, and the first head of each sort that they do not bear."""
    with tenant_scope(tenant):
        size = LogHead.objects.values_list("size", flat=True).first() or 0
        grown = beginning()
        start = grown.size
        heads = _signed(tenant, start, size)
    unread, told = list[int](), set[IncidentKind]()
    while start < size:
        with tenant_scope(tenant):
            rows = list(LogEntry.objects.filter(index__gte=start, index__lt=size).order_by("index")[:PAGE])
        yield from _gaps(tenant, start, rows, size)
        yield from (
            (IncidentKind.LOG_ALTERED, f"entry {row.index}") for row in rows if not _is_whole(row, keys)
        )
        unread += [row.index for row in rows if row.payload is None]
        for head in _unborne(heads, grown, rows):
            if head.kind not in told:
                told.add(head.kind)
                yield head.kind, head.name
        if not rows:
            break
        grown = grown.extend(leaf_hash(bytes(row.leaf)) for row in rows)
        start = rows[-1].index + 1
        breathe()
    yield from _missing(tenant, keys, unread)


def _signed(tenant: TenantId, start: int, size: int) -> list[Signed]:
    """Return every head over entries that are there, the smallest first."""
    rows = Checkpoint.objects.filter(size__gt=start, size__lte=size).values_list("size", "root")
    heads = [Signed(at, root, IncidentKind.LOG_NOT_CONSISTENT, f"checkpoint of {at}") for at, root in rows]
    years = LogShard.objects.filter(end__gt=start, end__lte=size)
    heads += [
        Signed(row.end or 0, row.root, IncidentKind.LOG_NOT_CONSISTENT, f"end of {row.year}") for row in years
    ]
    key = str(log_key(tenant))
    for word in Witnessed.objects.filter(size__gt=start, size__lte=size):
        root = _root(word.note, key)
        heads.append(Signed(word.size, root, IncidentKind.WITNESS_DISAGREES, f"{word.name} at {word.size}"))
    return sorted(heads, key=lambda head: head.size)


def _root(note: str, key: str) -> str:
    try:
        return read_head(note, key).root.hex()
    except Fault:
        return ""


def _gaps(tenant: TenantId, start: int, rows: list[LogEntry], size: int) -> Iterator[Stray]:
    """Yield where entries are not there, unless their year was dropped meanwhile."""
    places = [start - 1, *(row.index for row in rows)]
    if len(rows) < PAGE:
        places.append(size)
    holes = [before + 1 for before, after in pairwise(places) if after != before + 1]
    if not holes:
        return
    with tenant_scope(tenant):
        base = base_of().size
    yield from ((IncidentKind.LOG_ALTERED, f"entry {hole} is missing") for hole in holes if hole >= base)


def _is_whole(row: LogEntry, keys: Keys) -> bool:
    """Whether an entry's leaf commits to what it says, and its columns say the same."""
    if row.payload is None:
        return True
    try:
        payload = payload_of(row, keys)
        entry = read_entry(payload)
        leaf = leaf_of(entry.event.event_class, entry.at, bytes(row.salt or b""), row.index, payload)
    except (VaultError, AuditError, ValueError):
        return False
    said = (entry.event.value, entry.at, entry.subject, entry.tenant)
    return bytes(leaf) == bytes(row.leaf) and said == (row.event, row.at, row.subject, row.tenant_id)


def _unborne(heads: list[Signed], grown: Frontier, rows: list[LogEntry]) -> Iterator[Signed]:
    """Yield heads within a page that its entries do not lead to; takes the page's own from ``heads``."""
    first, leaves = grown.size, [leaf_hash(bytes(row.leaf)) for row in rows]
    while heads and heads[0].size <= first + len(leaves):
        head = heads.pop(0)
        grown = grown.extend(leaves[grown.size - first : head.size - first])
        if grown.root().hex() != head.root:
            yield head


def _missing(tenant: TenantId, keys: Keys, unread: list[int]) -> Iterator[Stray]:
    """Yield entries that say nothing any more although no entry tells of their erasure."""
    for start in range(0, len(unread), PAGE):
        with tenant_scope(tenant):
            told, untold = _told(keys)
            rows = LogEntry.objects.filter(index__in=unread[start : start + PAGE], payload=None)
            gone = list(rows.order_by("index").values_list("index", "event"))
        for index, event in gone:
            if not explained(index, AuditEvent(event).payload_kind, told, untold):
                yield IncidentKind.PAYLOAD_MISSING, str(index)


def _told(keys: Keys) -> tuple[list[Erased], list[int]]:
    """Return what entries tell of erasures, those too that wait for their place, and which tell no more."""
    rows = LogEntry.objects.filter(event=AuditEvent.PAYLOAD_REDACTED.value)
    waiting = OutboxEntry.objects.filter(event=AuditEvent.PAYLOAD_REDACTED.value)
    payloads = [payload_of(row, keys) for row in rows.filter(payload__isnull=False)]
    payloads += [text.encode() for text in waiting.values_list("payload", flat=True)]
    gone = rows.filter(payload=None).values_list("index", flat=True)
    return [erased(read_entry(payload)) for payload in payloads], list(gone)


def _published(tenant: TenantId, store: TileStore) -> Iterator[Stray]:
    """Yield what is wrong with the files; looked at again under the lock before it is said."""
    if _wrong(tenant, store):
        with tenant_scope(tenant), transaction.atomic():
            hold_log(tenant)
            yield from [(IncidentKind.LOG_ALTERED, fault) for fault in _wrong(tenant, store)]


def _wrong(tenant: TenantId, store: TileStore) -> list[str]:
    with tenant_scope(tenant):
        published = LogHead.objects.values_list("published", flat=True).first() or 0
        newest = Checkpoint.objects.filter(size=published).first()
        key = str(log_key(tenant))
    if newest is None:
        return []
    try:
        said = (store.directory / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return ["the published checkpoint is missing"]
    if said != newest.text.encode():
        return ["the published checkpoint is not the one that was signed"]
    with tenant_scope(tenant):
        years = list_differs(store)
    return [
        *verify_log(lambda path: (store.directory / path).read_bytes(), key),
        *([years] if years else []),
    ]
