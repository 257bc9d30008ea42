"""Reading the log: the trail of a call, the whole log, and a sentence for each line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.audit.ledger import payload_context
from rufschutz.core.audit.models import Checkpoint, LogEntry, OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.entry import Detail, read_entry, unpadded
from rufschutz.domain.audit.sentences import SENTENCES
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.audit.entry import Entry
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.ids import CallId, PurposeId

PAGE = 100


@dataclass(frozen=True, slots=True)
class TrailLine:
    """A line of the log. ``index`` is None while it waits to be sequenced.

    ``actor``: a person's id or the name of a process; '' with no details where the
    payload was erased by its own rule (``redacted``). ``call``: '' where none is meant.
    """

    index: int | None
    at: Millis
    event: AuditEvent
    sentence: str
    actor: str
    subject: str
    details: tuple[Detail, ...]
    redacted: bool = False
    call: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; ``page`` counts from 1."""

    lines: tuple[TrailLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """The newest signed statement over the log: ``text`` is what a witness keeps."""

    size: int
    root: str
    at: Millis
    text: str


def trail(
    actor: Actor, purpose: PurposeId, call: CallId, keys: Keys, language: Language, now: Millis
) -> tuple[TrailLine, ...]:
    """Return what was logged about a call, oldest first; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant):
        logged = [
            line_of(row, keys, language) for row in LogEntry.objects.filter(call=call).order_by("index")
        ]
        waiting = [_waiting(row, language) for row in OutboxEntry.objects.filter(call=call).order_by("id")]
    return (*logged, *waiting)


def log(
    actor: Actor, purpose: PurposeId, keys: Keys, language: Language, now: Millis, page: int = 1
) -> LogPage:
    """Return a page of the tenant's log; a page beyond the last is the last. Raises `AccessDenied`."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant):
        total = LogEntry.objects.count()
        pages = max(1, -(-total // PAGE))
        page = min(max(1, page), pages)
        rows = LogEntry.objects.order_by("-index")[(page - 1) * PAGE : page * PAGE]
        return LogPage(tuple(line_of(row, keys, language) for row in rows), page, pages, total)


def entries(
    actor: Actor, purpose: PurposeId, wanted: Collection[int], keys: Keys, language: Language, now: Millis
) -> tuple[TrailLine, ...]:
    """Return the named entries of the log in their order, those that there are. Raises `AccessDenied`."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant):
        rows = LogEntry.objects.filter(index__in=list(wanted)).order_by("index")
        return tuple(line_of(row, keys, language) for row in rows)


def checkpoint(tenant: TenantId) -> CheckpointView | None:
    """Return the newest checkpoint of a tenant's log, None before the first."""
    with tenant_scope(tenant):
        row = Checkpoint.objects.order_by("-size").first()
    return None if row is None else CheckpointView(row.size, row.root, Millis(row.at), row.text)


def checkpoint_text(tenant: TenantId) -> str:
    """Return the newest checkpoint's signed note, as it goes with whatever leaves; '' before the first."""
    head = checkpoint(tenant)
    return "" if head is None else head.text


def waiting_since(tenant: TenantId) -> Millis | None:
    """Return since when (ms UTC) the oldest event waits for its place in the log; None where none does."""
    with tenant_scope(tenant):
        row = OutboxEntry.objects.order_by("id").first()
    return None if row is None else Millis(row.at)


def missing_payloads(tenant: TenantId) -> Sequence[int]:
    """Return the indexes of entries whose payload is gone although no redaction names them: incidents."""
    with tenant_scope(tenant):
        gone = LogEntry.objects.filter(payload=None, redacted=False).order_by("index")
        return tuple(gone.values_list("index", flat=True))


def line_of(row: LogEntry, keys: Keys, language: Language) -> TrailLine:
    """Return an entry as it is read, within the tenant's scope."""
    event = AuditEvent(row.event)
    entry = entry_of(row, keys)
    return TrailLine(
        index=row.index,
        at=Millis(row.at),
        event=event,
        sentence=SENTENCES[event][language],
        actor="" if entry is None else entry.actor,
        subject=row.subject,
        details=() if entry is None else entry.details,
        redacted=entry is None,
        call=row.call,
    )


def entry_of(row: LogEntry, keys: Keys) -> Entry | None:
    """Return what a leaf commits to, None once it was erased."""
    if row.payload is None:
        return None
    return read_entry(payload_of(row, keys))


def payload_of(row: LogEntry, keys: Keys) -> bytes:
    """Return the canonical payload of an entry that still has one."""
    sealed = bytes(row.payload or b"")
    return unpadded(keys.open_evidence(TenantId(row.tenant_id), sealed, payload_context(row.index)))


def _waiting(row: OutboxEntry, language: Language) -> TrailLine:
    event, entry = AuditEvent(row.event), read_entry(row.payload.encode())
    sentence = SENTENCES[event][language]
    return TrailLine(
        None, Millis(row.at), event, sentence, entry.actor, row.subject, entry.details, call=row.call
    )
