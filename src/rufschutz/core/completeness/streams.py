"""Reading what exists, artefact by artefact, in the order of their ids, with constant memory.

Reads in pages by key, each within the tenant's scope, and holds no cursor, so that a long check
blocks nobody. What it gives may be a moment old: whoever finds a difference looks again.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from django.db.models import OuterRef, Subquery

from rufschutz.core.audit.models import LogEntry, LogShard, OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.completeness.models import Birth
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.models import QUARANTINE, Recording, Use
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.shredders import SHREDDERS
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.artefact import Gone, Life, Row, Thing
from rufschutz.domain.completeness.tally import day_of
from rufschutz.domain.moments import Millis, moment
from rufschutz.domain.retention.erasure import ErasureState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import QuerySet

    from rufschutz.domain.ids import TenantId

PAGE: Final = 2000

Told = tuple[str, str, tuple[Any, ...]]
"""Of which artefact, from which table, what."""

_ROW = ("call", "state", "blob", "kind", "started_at", "due_at", "over_at")
_ERASURE = ("blob", "state", "destroyed_at", "before_storage", "kind")

SOUND: Final = SHREDDERS[Shelf.RECORDINGS].kinds


@dataclass(frozen=True, slots=True)
class Found:
    """A thing with what only the count needs.

    ``began``: on which day, None where nobody knows any more; ``unstored``: it died before it was
    stored; ``sounding``: it is or was a recording, and no other thing that is erased.
    """

    thing: Thing
    began: Millis | None
    unstored: bool
    sounding: bool


@dataclass(frozen=True, slots=True)
class Edges:
    """Since when births are written down, and until when the log's years are dropped (ms UTC), if ever."""

    births: Millis | None
    dropped: Millis | None


def everything(tenant: TenantId) -> Iterator[Found]:
    """Yield every artefact of the tenant that any table knows, in the order of their ids."""
    with tenant_scope(tenant):
        tables = _tables()
    streams = [_paged(tenant, table, name, key, columns) for name, table, key, columns in tables]
    return _things(merge(*streams, key=itemgetter(0)), _edges(tenant))


def some(tenant: TenantId, names: Collection[str]) -> Iterator[Found]:
    """Yield the named artefacts as they are now, births first, within the caller's transaction and scope."""
    told: list[Told] = []
    for name, table, key, columns in _tables():
        rows = table.filter(**{f"{key}__in": list(names)}).values_list(key, *columns)
        told += [(row[0], name, row[1:]) for row in rows]
    later = Birth.objects.filter(id__in=list(names)).values_list("id", "day")
    told += [(name, "birth later", (day,)) for name, day in later]
    return _things(iter(sorted(told, key=itemgetter(0))), _edges(tenant))


def _tables() -> tuple[tuple[str, QuerySet[Any], str, tuple[str, ...]], ...]:
    erased = AuditEvent.ARTEFACT_ERASED.value
    over = Call.objects.filter(id=OuterRef("call")).values("ended_at")[:1]
    return (
        ("birth", Birth.objects.all(), "id", ("day",)),
        ("row", Recording.objects.annotate(over_at=Subquery(over)), "id", _ROW),
        ("wrap", VaultWrap.objects.all(), "artefact", ("purpose",)),
        ("use", Use.objects.filter(ended_at=None), "artefact", ("purpose",)),
        ("erasure", Erasure.objects.all(), "artefact", _ERASURE),
        ("entry", LogEntry.objects.filter(event=erased), "subject", ()),
        ("entry", OutboxEntry.objects.filter(event=erased), "subject", ()),
    )


def _edges(tenant: TenantId) -> Edges:
    with tenant_scope(tenant):
        first = Birth.objects.order_by("day").values_list("day", flat=True).first()
        dropped = LogShard.objects.exclude(dropped_at=None).order_by("-year").first()
    return Edges(moment(first), moment(None if dropped is None else dropped.closed_at))


def _paged(
    tenant: TenantId, table: QuerySet[Any], name: str, key: str, columns: tuple[str, ...]
) -> Iterator[Told]:
    """Yield a table's rows by key. What a page may have cut in two is read again with the next."""
    after: dict[str, str] = {}
    while True:
        with tenant_scope(tenant):
            page = list(table.filter(**after).order_by(key).values_list(key, *columns)[:PAGE])
        last = page[-1][0] if len(page) == PAGE else None
        split = last is not None and page[0][0] != last
        yield from ((row[0], name, row[1:]) for row in page if not split or row[0] != last)
        if last is None:
            return
        after = {f"{key}__gte" if split else f"{key}__gt": last}


def _things(told: Iterable[Told], edges: Edges) -> Iterator[Found]:
    for name, group in groupby(told, key=itemgetter(0)):
        by: dict[str, list[tuple[Any, ...]]] = {}
        for _, table, columns in group:
            by.setdefault(table, []).append(columns)
        if by.keys() != {"entry"}:
            yield _found(name, by, edges)


def _found(name: str, by: dict[str, list[tuple[Any, ...]]], edges: Edges) -> Found:
    row = _row(*by["row"][0]) if "row" in by else None
    births = by.get("birth", [])
    erasures = by.get("erasure", [])
    known = "birth" in by or "birth later" in by
    thing = Thing(
        name=name,
        born=bool(births) or (row is not None and known),
        row=row,
        wraps=len(by.get("wrap", [])),
        uses=len(by.get("use", [])),
        erasures=tuple(_gone(each, edges.dropped) for each in erasures),
        entries=len(by.get("entry", [])),
        expects_birth=row is not None and edges.births is not None and day_of(row.started_at) > edges.births,
        opened=frozenset(each[0] for each in by.get("wrap", [])),
        permitted=frozenset(each[0] for each in by.get("use", [])),
    )
    began = births[0][0] if births else None if row is None else row.started_at
    sounding = row is not None or known or any(each[4] in SOUND for each in erasures)
    return Found(thing, moment(began), any(each[3] for each in erasures), sounding)


def _row(call: str, state: str, blob: str, kind: str, started: int, due: int | None, over: int | None) -> Row:
    return Row(call, Life(state), blob, kind == QUARANTINE, Millis(started), moment(over), moment(due))


def _gone(told: tuple[Any, ...], dropped: Millis | None) -> Gone:
    blob, state, destroyed = told[:3]
    forgotten = dropped is not None and destroyed < dropped
    return Gone(blob, state == ErasureState.LOGGED, Millis(destroyed), forgotten=forgotten)
