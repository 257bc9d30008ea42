"""Calls whose writer died: their end is known, so it is written down.

What was recorded under a living consent is kept as cut short; what was being
destroyed is destroyed. The facts made here have ids derived from what they end, so
that making them again changes nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.ingest.actions.apply import Place, apply
from rufschutz.core.ingest.actions.logged import ACTOR
from rufschutz.core.ingest.actions.orphans import adopt
from rufschutz.core.ingest.models import AppliedFact
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.events import EndedBy
from rufschutz.domain.call.facts import (
    CallEnded,
    ConsentState,
    DestroyedBecause,
    Head,
    RecordingGone,
    RefusedBy,
)
from rufschutz.domain.call.outcome import Course, outcome_of
from rufschutz.domain.consent.standing import ENDING
from rufschutz.domain.ids import ArtefactId, CallId, FactId, LineId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover import durable
from rufschutz.handover.spool import alive_since
from rufschutz.vault.seal.journal import destroy_journal, journal_path, wrap_path

if TYPE_CHECKING:
    from rufschutz.core.ingest.desk import Desk

LAST = 2_000_000_000
"""The position of what is added afterwards: behind every line of a spool file."""


NEVER_ASKING = ".never"
"""How the names of openings end that ask for nothing."""


def dead_calls(tenant: TenantId, desk: Desk) -> tuple[CallId, ...]:
    """Return the tenant's calls that have no end and whose process does not live any more.

    Ask before the spool is taken: what such a process wrote is then wholly in it.
    """
    with tenant_scope(tenant):
        running = dict(Call.objects.filter(ended_at=None).values_list("id", "started_at"))
        facts = AppliedFact.objects.filter(call__in=running).values_list("call", "writer")
        writers = dict(facts.distinct())
    since = {writer: alive_since(desk.spool, writer) for writer in set(writers.values())}
    return tuple(
        CallId(call)
        for call, writer in sorted(writers.items())
        if (alive := since[writer]) is None or running[call] < alive
    )


def end_dead_calls(tenant: TenantId, calls: tuple[CallId, ...], desk: Desk, now: Millis) -> int:
    """Write down the end of calls whose process died; return how many had none yet."""
    with tenant_scope(tenant):
        rows = list(Call.objects.filter(id__in=calls, ended_at=None))
        for row in rows:
            _end(row, desk, now)
    return len(rows)


def _end(row: Call, desk: Desk, now: Millis) -> None:
    with transaction.atomic():
        adopt(row, desk, now)
    at = _last_moment(row, desk, now)
    for recording in Recording.objects.filter(call=row.id, state=State.OPEN):
        if _to_be_destroyed(recording, desk):
            destroy_journal(desk.journals, ArtefactId(recording.id))
    with transaction.atomic():
        for recording in Recording.objects.filter(call=row.id, state=State.OPEN):
            _close(recording, row, at, desk, now)
        end = CallEnded(_head(row, row.id, at), EndedBy.CRASH, outcome_of(_course(row)).value)
        apply(end, Place(ACTOR, 0, LAST), desk, now)
        record(Entry(AuditEvent.CALL_CRASHED, TenantId(row.tenant_id), now, ACTOR, row.id), CallId(row.id))


def _close(recording: Recording, row: Call, at: Millis, desk: Desk, now: Millis) -> None:
    artefact = ArtefactId(recording.id)
    if durable.exists(journal_path(desk.journals, artefact)):
        recordings.break_off(artefact, at)
        return
    withdrawn = _withdrawn(recording)
    because = DestroyedBecause.WITHDRAWN if withdrawn else DestroyedBecause.RECORDER_FAILED
    gone = RecordingGone(_head(row, artefact, now), artefact, because)  # its absence was read back only now
    apply(gone, Place(ACTOR, 0, LAST - 1), desk, now)


def _to_be_destroyed(recording: Recording, desk: Desk) -> bool:
    artefact = ArtefactId(recording.id)
    paths = (journal_path(desk.journals, artefact), wrap_path(desk.journals, artefact))
    return _withdrawn(recording) or not all(durable.exists(path) for path in paths)


def _withdrawn(recording: Recording) -> bool:
    consents = Consent.objects.filter(call=recording.call, purpose=recording.purpose)
    return consents.filter(state__in=ENDING).exists()


def _course(row: Call) -> Course:
    events = list(ConsentEvent.objects.filter(call=row.id).order_by("at", "position"))
    refusals = [event.refused_by for event in events if event.refused_by]
    entries = TimelineEntry.objects.filter(call=row.id)
    gone = entries.filter(kind=EntryKind.RECORDING_GONE)
    texts = {entry.detail["text"] for entry in entries.filter(kind=EntryKind.TEXT_PLAYED)}
    return Course(
        opened=any(text.endswith(NEVER_ASKING) for text in texts),
        states=frozenset(ConsentState(event.state) for event in events),
        refused_by=RefusedBy(refusals[-1]) if refusals else None,
        kept=Recording.objects.filter(call=row.id, state=State.KEPT).exists(),
        failed=any(entry.detail["reason"] == DestroyedBecause.RECORDER_FAILED.value for entry in gone),
    )


def _last_moment(row: Call, desk: Desk, now: Millis) -> Millis:
    """Return when the call was last known to live: its last fact, or the last second in a journal."""
    last = TimelineEntry.objects.filter(call=row.id).order_by("-at").values_list("at", flat=True).first()
    known = [row.started_at, last or row.started_at]
    for name in Recording.objects.filter(call=row.id, state=State.OPEN).values_list("id", flat=True):
        journal = journal_path(desk.journals, ArtefactId(name))
        if journal.exists():
            known.append(journal.stat().st_mtime_ns // 1_000_000)
    return Millis(min(now, max(known)))


def _head(row: Call, ended: str, at: Millis) -> Head:
    fact = hashlib.sha256(f"ended by a crash: {ended}".encode()).hexdigest()[:32]
    return Head(FactId(fact), TenantId(row.tenant_id), LineId(row.line), CallId(row.id), at)
