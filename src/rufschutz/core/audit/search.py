"""Looking for lines of the log, the newest first, page by page by their numbers.

Who did something stands only in what an entry says, which is sealed: there a page looks at `LOOKED`
entries at most and says where to go on. What waits for its place in the log is not found yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.audit.queries import PAGE, line_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rufschutz.core.audit.queries import TrailLine
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor, Decision
    from rufschutz.domain.audit.search import Criteria
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis

LOOKED: Final = 5000
"""Entries that one page opens to see who did it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Lines that fit, the newest first. ``before``: look on before this entry, None where nothing is left."""

    lines: tuple[TrailLine, ...]
    before: int | None


def search(
    actor: Actor,
    purpose: PurposeId,
    criteria: Criteria,
    keys: Keys,
    language: Language,
    now: Millis,
    before: int | None = None,
) -> Found:
    """Return at most `PAGE` lines before an entry, and write into the log that they were looked for.

    The log learns the kinds of the criteria and how many lines fitted. Raises `AccessDenied`.
    """
    allowed = access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        rows = _rows(criteria, before)
        found = _opened(rows, criteria.who, keys, language) if criteria.who else _page(rows, keys, language)
        _tell(allowed, criteria, len(found.lines), now)
    return found


def _rows(criteria: Criteria, before: int | None) -> QuerySet[LogEntry]:
    rows = LogEntry.objects.order_by("-index")
    if before is not None:
        rows = rows.filter(index__lt=before)
    if criteria.since is not None:
        rows = rows.filter(at__gte=criteria.since)
    if criteria.until is not None:
        rows = rows.filter(at__lt=criteria.until)
    if criteria.event:
        rows = rows.filter(event__in=sorted(event.value for event in criteria.events))
    if criteria.about:
        rows = rows.filter(Q(call=criteria.about) | Q(subject=criteria.about))
    if criteria.line is not None:
        calls = Call.objects.filter(line=criteria.line).values("id")
        rows = rows.filter(Q(call__in=calls) | Q(subject=criteria.line))
    return rows


def _page(rows: QuerySet[LogEntry], keys: Keys, language: Language) -> Found:
    seen = list(rows[: PAGE + 1])
    lines = tuple(line_of(row, keys, language) for row in seen[:PAGE])
    return Found(lines, seen[PAGE - 1].index if len(seen) > PAGE else None)


def _opened(rows: QuerySet[LogEntry], who: str, keys: Keys, language: Language) -> Found:
    found: list[TrailLine] = []
    seen = list(rows[: LOOKED + 1])
    for row in seen[:LOOKED]:
        line = line_of(row, keys, language)
        if line.actor == who:
            found.append(line)
        if len(found) == PAGE:
            return Found(tuple(found), row.index if row is not seen[-1] else None)
    return Found(tuple(found), seen[LOOKED - 1].index if len(seen) > LOOKED else None)


def _tell(allowed: Decision, criteria: Criteria, count: int, now: Millis) -> None:
    actor = allowed.request.actor
    details = (
        Detail("purpose", allowed.request.purpose),
        Detail("role", actor.role.value),
        Detail("by", criteria.kinds),
        Detail("count", count),
    )
    record(Entry(AuditEvent.LOG_SEARCHED, actor.tenant, now, actor.person, actor.tenant, details))
