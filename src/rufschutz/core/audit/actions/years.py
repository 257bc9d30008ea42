"""Closing a year of the log at its turn, and dropping one whole when its every rule is over.

A year is closed by its final checkpoint and by the first entry of the next, which names it. One is
dropped only behind all older ones and with no payload left. Rows go in one transaction; then the
list of closed years is made durable, and only then tiles go: killed between, the next run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions.bulk import Waiting
from rufschutz.core.audit.actions.mending import from_rows
from rufschutz.core.audit.actions.recording import hold_log, record
from rufschutz.core.audit.actions.sequencing import append, frontier, publish
from rufschutz.core.audit.differing import Finding, tell
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogShard
from rufschutz.core.audit.tiles import LogFilesDiffer, LogRowsDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.merkle import frontier_of
from rufschutz.domain.audit.tiles import HEIGHT, WIDTH, TileError, tile_nodes
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.audit.years import FILE, ClosedYear, base_of, closing, edge, gone, listed, year_of
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from rufschutz.core.audit.models import LogHead
    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.audit.merkle import Nodes
    from rufschutz.domain.ids import TenantId

ACTOR = "core"


def keep_years(tenant: TenantId, zone: dt.tzinfo, rules: Rules, keys: Keys, log: Path, now: Millis) -> None:
    """Close the year that is over where the controller is, drop what its rules end, say so in files."""
    with tenant_scope(tenant):
        close(tenant, zone, keys, now)
        publish(tenant, log, now)
        while drop(tenant, rules, log, now):
            pass
        _write(tenant, TileStore(log / tenant), now)


def close(tenant: TenantId, zone: dt.tzinfo, keys: Keys, now: Millis) -> bool:
    """Close the open year where another has begun, in the tenant's scope; return whether it was closed.

    A clock that went back opens no year again; what comes late belongs to the year that is open.
    """
    with transaction.atomic():
        head = hold_log(tenant)
        if not head.size:
            return False
        year = _open(tenant, zone)
        following = year_of(now, zone)
        if following <= year.year:
            return False
        signer, root = keys.log_signer(tenant), frontier(head).root()
        final = Head(signer.key.name, head.size, root)
        year.end, year.root, year.closed_at = head.size, root.hex(), now
        year.text = closing(final, year.year, signer.key, signer.sign)
        year.save(update_fields=["end", "root", "closed_at", "text"])
        LogShard.objects.create(tenant_id=tenant, year=following, first=head.size)
        append(head, [_closing_entry(tenant, year, now)], keys, now)
    return True


def drop(tenant: TenantId, rules: Rules, log: Path, now: Millis) -> bool:
    """Drop the oldest year that is still there if its every rule is over; return whether it was.

    In the tenant's scope. Rows and the entry that says so in one transaction; the tiles follow.
    """
    store = TileStore(log / tenant)
    with transaction.atomic():
        head = hold_log(tenant)
        year = LogShard.objects.filter(dropped_at=None).order_by("year").first()
        if year is None or year.end is None or not _is_over(year.end, rules, now):
            return False
        base, nodes = base_of(year.end), _whole(store, head, year)
        year.dropped_at, year.base, year.edge = now, base, _edge(base, nodes)
        year.save(update_fields=["dropped_at", "base", "edge"])
        LogEntry.objects.filter(index__lt=base).delete()
        Checkpoint.objects.filter(size__lt=base).delete()
        details = (Detail("year", year.year), Detail("size", year.end), Detail("root", year.root))
        record(Entry(AuditEvent.LOG_SHARD_DROPPED, tenant, now, ACTOR, tenant, details))
    return True


def _open(tenant: TenantId, zone: dt.tzinfo) -> LogShard:
    """Return the year that is open; a log without years began in the year of its first entry."""
    row = LogShard.objects.filter(end=None).first()
    if row is not None:
        return row
    first = LogEntry.objects.order_by("index")[0]
    return LogShard.objects.create(tenant_id=tenant, year=year_of(Millis(first.at), zone), first=first.index)


def _closing_entry(tenant: TenantId, year: LogShard, now: Millis) -> Waiting:
    details = (Detail("year", year.year), Detail("size", year.end), Detail("root", year.root))
    entry = Entry(AuditEvent.LOG_SHARD_CLOSED, tenant, now, ACTOR, tenant, details)
    return Waiting(0, entry.event.value, now, "", tenant, entry.payload().decode())


def _is_over(end: int, rules: Rules, now: Millis) -> bool:
    """Whether no payload before ``end`` is left, and the longest rule has ended for the last of them."""
    entries = LogEntry.objects.filter(index__lt=end)
    last = entries.order_by("-at").first()
    if last is None:
        return True
    ended = rules.due(DECISION_KIND, Lifetime(collected=Millis(last.at))).at <= now
    return ended and not entries.exclude(payload=None).exists()


def _whole(store: TileStore, head: LogHead, year: LogShard) -> Nodes:
    """Return a reader of the tree that leads to the year's signed root: from its files, else from its rows.

    Raises `LogRowsDiffer` where neither does.
    """
    end = year.end or 0
    nodes = store.nodes(head.published)
    try:
        if frontier_of(end, nodes).root().hex() == year.root:
            return nodes
    except (LogFilesDiffer, TileError):
        pass
    nodes = tile_nodes(from_rows(head.size).read, head.size)
    if frontier_of(end, nodes).root().hex() != year.root:
        raise LogRowsDiffer(f"the rows of {year.year} do not lead to the root that closed it")
    return nodes


def _edge(base: int, nodes: Nodes) -> list[list[str]]:
    return [
        [
            tile.path,
            b"".join(
                nodes(HEIGHT * (tile.level or 0), WIDTH * tile.index + at) for at in range(tile.width)
            ).hex(),
        ]
        for tile in edge(base)
    ]


def list_differs(store: TileStore) -> str:
    """Return what is wrong with the list of closed years on the disk, '' for nothing; in the tenant's scope.

    One of before a year was closed or dropped is not wrong: a process was killed before it wrote.
    """
    closed = list(LogShard.objects.exclude(end=None).order_by("year"))
    if not store.taken(FILE):
        return f"{FILE} is missing" if len(closed) > 1 else ""
    return "" if _may_say(store, closed) else f"{FILE} is not what was published"


def _write(tenant: TenantId, store: TileStore, now: Millis) -> None:
    """Make the list of closed years durable, then remove the tiles of those that are dropped.

    A list on the disk that was never written here is told and moved aside first.
    """
    if name := list_differs(store):
        tell(tenant, [Finding(IncidentKind.LOG_ALTERED, name, FILE)], now)
        store.move_aside(FILE)
    closed = list(LogShard.objects.exclude(end=None).order_by("year"))
    if not closed:
        return
    store.put(FILE, _listed(closed, sum(row.dropped_at is not None for row in closed)))
    bases = [row.base for row in closed if row.dropped_at is not None]
    if bases:
        before = bases[-2] if len(bases) > 1 else 0
        store.remove([tile.path for tile in gone(before, bases[-1])])


def _may_say(store: TileStore, closed: Sequence[LogShard]) -> bool:
    """Whether the list on the disk is this one, or one of before a year was closed or dropped."""
    dropped = sum(row.dropped_at is not None for row in closed)
    return any(
        store.says(FILE, _listed(closed[:count], gone_then))
        for count in range(len(closed), 0, -1)
        for gone_then in range(min(dropped, count), -1, -1)
    )


def _listed(closed: Sequence[LogShard], dropped: int) -> bytes:
    """Return the file that names closed years, of which the first ``dropped`` are dropped."""
    return listed(ClosedYear(row.year, at < dropped, row.text) for at, row in enumerate(closed))
