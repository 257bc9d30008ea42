"""Closing a year of the log at its turn, and dropping one whole when its every rule is over.

A year is closed by its final checkpoint and by the first entry of the next, which names it. One is
dropped only behind all older ones and with no payload left. Rows go in one transaction; then the
list of closed years is made durable, and only then tiles go: killed between, the next run goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions.bulk import Waiting
from rufschutz.core.audit.actions.recording import hold_log, record
from rufschutz.core.audit.actions.sequencing import append, frontier, publish, rebuild
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogShard
from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.checkpoint import Checkpoint as Head
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.merkle import frontier_of
from rufschutz.domain.audit.tiles import HEIGHT, WIDTH, TileError
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.audit.years import FILE, ClosedYear, base_of, closing, edge, gone, listed, year_of
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    import datetime as dt
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
        publish(tenant, log)
        while drop(tenant, rules, log, now):
            pass
        _write(TileStore(log / tenant))


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
        base, nodes = base_of(year.end), _whole(tenant, store, log, head, year)
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


def _whole(tenant: TenantId, store: TileStore, log: Path, head: LogHead, year: LogShard) -> Nodes:
    """Return a reader of the tree whose files lead to the year's signed root; mend them first if not."""
    publish(tenant, log)
    end = year.end or 0
    try:
        nodes = store.nodes(head.size)
        fits = frontier_of(end, nodes).root().hex() == year.root
    except (LogFilesDiffer, TileError):
        fits = False
    if not fits:
        rebuild(tenant, log)
        nodes = store.nodes(head.size)
        if frontier_of(end, nodes).root().hex() != year.root:
            raise LogFilesDiffer(f"the rows of {year.year} do not lead to the root that closed it")
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


def _write(store: TileStore) -> None:
    """Make the list of closed years durable, then remove the tiles of those that are dropped."""
    closed = list(LogShard.objects.exclude(end=None).order_by("year"))
    if not closed:
        return
    store.put(FILE, listed(ClosedYear(row.year, row.dropped_at is not None, row.text) for row in closed))
    bases = [row.base for row in closed if row.dropped_at is not None]
    if bases:
        before = bases[-2] if len(bases) > 1 else 0
        store.remove([tile.path for tile in gone(before, bases[-1])])
