"""The list of calls and a call's page, as people see them.

Numbers appear masked only. Every reading asks `rufschutz.domain.access` first and
raises `AccessDenied`, which the caller records (`core.audit.actions.record_denial`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import timeline
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.core.consent import queries as consents
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.queries import ConsentView, Mark
from rufschutz.core.holds.locks import Kept, disputed, kept, restricted, without_restricted
from rufschutz.core.matters import queries as matters
from rufschutz.core.recordings import queries as recordings
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.access.request import Action, Labels
from rufschutz.domain.access.table import RECORD, TABLE
from rufschutz.domain.call.quality import Grade, grade, permille
from rufschutz.domain.ids import CallId, KindId, LineId, RuleId, TenantId
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from rufschutz.core.matters.queries import MatterView
    from rufschutz.core.recordings.queries import RecordingView
    from rufschutz.domain.access.request import Actor, Decision
    from rufschutz.domain.ids import PurposeId

PAGE = 50


@dataclass(frozen=True, slots=True)
class CallRow:
    """A row of the list. ``number`` is masked, None if withheld or no longer kept.

    ``duration`` in ms, None while the call runs; ``outcome`` is '' then. ``due_at``,
    ``erased_at`` and ``rule`` are those of the recording, else of the call itself;
    ``own_due_at`` is always the call's. ``refused_by``: how the last answer was a no, ''
    if it was none. ``callback``: the confirmed request to be called back, an open one first.
    ``unheard``: there is a message that nobody has heard yet.
    """

    id: CallId
    started_at: Millis
    line: str
    number: str | None
    withheld: bool
    duration: int | None
    outcome: str
    consent: Mark
    recording: RecordingView | None
    due_at: Millis | None
    erased_at: Millis | None
    rule: RuleId
    own_due_at: Millis | None = None
    refused_by: str = ""
    callback: MatterView | None = None
    unheard: bool = False


@dataclass(frozen=True, slots=True)
class CallPage:
    """A page of the list, newest first; ``page`` counts from 1, ``owed`` the calls with something to do."""

    rows: tuple[CallRow, ...]
    page: int
    pages: int
    total: int
    owed: int = 0


@dataclass(frozen=True, slots=True)
class SoundQuality:
    """How the caller's sound arrived: ``missing`` in 1/1000, ``jitter`` and ``round_trip`` in ms."""

    grade: Grade
    missing: int
    jitter: int
    round_trip: int | None


@dataclass(frozen=True, slots=True)
class CallView:
    """A call's page. ``due_at`` and ``rule`` here are the call's own; ``quality`` None: not measured.

    ``kept``: the holds that keep it from being deleted, None for none.
    """

    row: CallRow
    ended_by: str
    timeline: tuple[timeline.Line, ...]
    consents: tuple[ConsentView, ...]
    recordings: tuple[RecordingView, ...]
    matters: tuple[MatterView, ...]
    due_at: Millis | None
    rule: RuleId
    quality: SoundQuality | None = None
    kept: Kept | None = None


def calls(
    actor: Actor,
    purpose: PurposeId,
    now: Millis,
    page: int = 1,
    size: int = PAGE,
    *,
    owed: bool = False,
    within: tuple[Millis, Millis] | None = None,
) -> CallPage:
    """Return one page of the list; a page beyond the last is the last. ``owed``: only what is to be done.

    ``within``: only what began from the first moment on and before the second (ms UTC).

    Raises `AccessDenied`. A role confined to its own lines sees the calls of those only.
    """
    seen = access.require(actor, Action.LIST_CALLS, purpose, now)
    with tenant_scope(actor.tenant):
        found = without_restricted(Call.objects.order_by("-started_at", "id"), "id")
        if (own := access.own_lines(seen)) is not None:
            found = found.filter(line__in=own)
        if within is not None:
            found = found.filter(started_at__gte=within[0], started_at__lt=within[1])
        owing = Q(id__in=matters.owed_calls(seen)) | Q(id__in=recordings.unheard_calls(seen))
        to_do = found.filter(owing)
        left = to_do.count()
        found = to_do if owed else found
        total = left if owed else found.count()
        pages = max(1, -(-total // size))
        page = min(max(1, page), pages)
        rows = list(found[(page - 1) * size : page * size])
    return CallPage(_rows(seen, rows), page, pages, total, left)


def call(actor: Actor, purpose: PurposeId, call_id: CallId, now: Millis) -> CallView:
    """Return a call's page; raise `NotFound`, or `AccessDenied` where the role may not see this call.

    A restricted call is found by those alone who see the holds (Art. 18 GDPR).
    """
    with tenant_scope(actor.tenant):
        row = Call.objects.filter(id=call_id).first()
    if row is None:
        raise access.NotFound("there is no such call")
    labels = labels_of(row)
    seen = access.require(actor, Action.VIEW_CALL, purpose, now, labels)
    if labels.restricted and Action.VIEW_HOLDS not in TABLE[actor.role]:
        raise access.NotFound("there is no such call")
    with tenant_scope(actor.tenant):
        safe = kept(call_id)
    return CallView(
        row=_rows(seen, [row])[0],
        ended_by=row.ended_by,
        timeline=_timeline(seen, call_id),
        consents=consents.of_call(seen, call_id),
        recordings=recordings.of_call(seen, call_id),
        matters=matters.of_call(seen, call_id),
        due_at=moment(row.due_at),
        rule=RuleId(row.rule),
        quality=_quality(row),
        kept=safe,
    )


def _quality(row: Call) -> SoundQuality | None:
    if row.packets_received is None:
        return None
    missing = permille(row.packets_received - row.packets_doubled, row.packets_lost, row.packets_late)
    found = grade(row.packets_received, missing, row.jitter_ms)
    return SoundQuality(found, missing, row.jitter_ms, row.round_trip_ms)


def tenant_of(call_id: CallId) -> TenantId:
    """Return whose call it is, for a command that has to open a scope first; raise `NotFound`.

    A call whose own row was due before its consents is still theirs: they can be withdrawn.
    """
    for tenant in tenant_ids() if call_id else ():  # a consent from elsewhere is of the call ''
        with tenant_scope(tenant):
            rows = (Call.objects.filter(id=call_id), ConsentEvent.objects.filter(call=call_id))
            if any(found.exists() for found in rows):
                return tenant
    raise access.NotFound("there is no such call")


def labels_of(row: Call) -> Labels:
    """Return what the rules of access look at."""
    tenant, name = TenantId(row.tenant_id), CallId(row.id)
    with tenant_scope(tenant):
        locked, held = bool(restricted([name])), bool(disputed([name]))
    kind, line = KindId(row.kind), LineId(row.line)
    return Labels(tenant, line, kind=kind, restricted=locked, held=held, call=name)


def _timeline(seen: Decision, call_id: CallId) -> tuple[timeline.Line, ...]:
    with tenant_scope(seen.request.actor.tenant):
        stored = list(TimelineEntry.objects.filter(call=call_id).order_by("at", "position"))
    lines = [timeline.line_of(row) for row in stored]
    lines += timeline.stopped(lines)
    lines += [timeline.heard(play) for play in recordings.plays_of_call(seen, call_id)]
    for recording in recordings.of_call(seen, call_id):
        lines += timeline.deleted(recording)
    return tuple(sorted(lines, key=lambda line: line.at))


def _rows(seen: Decision, rows: list[Call]) -> tuple[CallRow, ...]:
    ids = [CallId(row.id) for row in rows]
    marks = consents.marks(seen, ids)
    sounds = recordings.of_calls(seen, ids)
    callbacks = matters.of_calls(seen, ids)
    refusals = _refusals(seen, ids)
    new = _unheard(seen, ids)
    names = {card.id: card.name for card in lines(seen.request.actor.tenant)}
    return tuple(
        replace(
            _row(row, names.get(LineId(row.line), ""), sounds.get(CallId(row.id))),
            consent=marks.get(CallId(row.id), Mark.NONE),
            callback=callbacks.get(CallId(row.id)),
            refused_by=refusals.get(CallId(row.id), ""),
            unheard=row.id in new,
        )
        for row in rows
    )


def _unheard(seen: Decision, calls: list[CallId]) -> set[str]:
    with tenant_scope(seen.request.actor.tenant):
        return set(recordings.unheard_calls(seen).filter(call__in=calls))


def _refusals(seen: Decision, calls: list[CallId]) -> dict[CallId, str]:
    """Return how each call's last answer about recording was a no; the timeline outlives the event."""
    with tenant_scope(seen.request.actor.tenant):
        told = TimelineEntry.objects.filter(call__in=calls, kind=EntryKind.CONSENT).order_by("at", "position")
        asked = (row for row in told if row.detail.get("purpose", RECORD) == RECORD)
        return {CallId(row.call): str(row.detail.get("refused_by", "")) for row in asked}


def _row(row: Call, line: str, sound: RecordingView | None) -> CallRow:
    return CallRow(
        id=CallId(row.id),
        started_at=Millis(row.started_at),
        line=line,
        number=row.number_mask or None,
        withheld=row.withheld,
        duration=None if row.ended_at is None else row.ended_at - row.started_at,
        outcome=row.outcome,
        consent=Mark.NONE,
        recording=sound,
        due_at=moment(row.due_at) if sound is None else sound.due_at,
        erased_at=None if sound is None else sound.erased_at,
        rule=RuleId(row.rule if sound is None else sound.rule),
        own_due_at=moment(row.due_at),
    )
