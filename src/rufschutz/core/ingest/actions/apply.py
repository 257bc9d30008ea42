"""One fact into the record: rows and audit entry, in the caller's transaction, once.

A fact that is in the record already changes nothing. What may exist after a call is
settled when its end arrives (``stored_after``; `domain.call.outcome`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import actions as calls
from rufschutz.core.calls.models import Call, EntryKind
from rufschutz.core.completeness.actions.births import born
from rufschutz.core.consent import actions as consents
from rufschutz.core.errors import CoreError
from rufschutz.core.ingest.actions import wishes
from rufschutz.core.ingest.actions.logged import ACTOR, log_fact
from rufschutz.core.ingest.models import AppliedFact
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters.queries import asked_back
from rufschutz.core.offboarding.queries import gone
from rufschutz.core.purposes.queries import recordings_under
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.retention.actions import births
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import (
    CallEnded,
    CallStarted,
    ConsentChanged,
    ConsentState,
    KeyHeard,
    MatterConfirmed,
    PreferenceSet,
    QualityMeasured,
    ReceiptIssued,
    RecordingGone,
    RecordingKept,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    TextPlayed,
    WithdrawalTyped,
)
from rufschutz.domain.call.outcome import Outcome, keeps_number
from rufschutz.domain.ids import PlanVersion, TenantId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.core.duedates import Rules
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.call.facts import Fact, Head
    from rufschutz.domain.ids import KindId, PurposeId
    from rufschutz.domain.moments import Millis

VOICE = "voice"

_CONSENT_EVENTS = {
    ConsentState.REQUESTED: AuditEvent.CONSENT_REQUESTED,
    ConsentState.GIVEN: AuditEvent.CONSENT_GIVEN,
    ConsentState.REFUSED: AuditEvent.CONSENT_REFUSED,
    ConsentState.WITHDRAWN: AuditEvent.CONSENT_WITHDRAWN,
    ConsentState.EXPIRED: AuditEvent.CONSENT_EXPIRED,
    ConsentState.INVALIDATED: AuditEvent.CONSENT_INVALIDATED,
}


class FactOutOfPlace(CoreError):  # noqa: N818 - named for what was found
    """A fact whose call or tenant is not what its place says."""

    advice = "Keep the spool file and report an incident: facts from this line on are in doubt."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact came from. ``position`` orders facts of one moment."""

    writer: str
    epoch: int
    position: int


class Marks:
    """Which facts are in the record: asked once for a batch, and written once, in its transaction.

    What is told of a controller that left counts as being there: nothing of it lives again.
    """

    def __init__(self, facts: Iterable[Fact]) -> None:
        named: dict[str, list[str]] = {}
        for fact in facts:
            named.setdefault(fact.head.tenant, []).append(fact.head.fact)
        left = gone(TenantId(name) for name in named)
        self._known = {name for tenant in left for name in named.pop(tenant)}
        self._new: dict[str, list[AppliedFact]] = {}
        for tenant, names in named.items():
            with tenant_scope(tenant):
                self._known |= set(AppliedFact.objects.filter(id__in=names).values_list("id", flat=True))

    def add(self, fact: Fact, place: Place, now: Millis) -> bool:
        """Mark a fact; return False if it is marked already."""
        head = fact.head
        if head.fact in self._known:
            return False
        self._known.add(head.fact)
        mark = AppliedFact(
            id=head.fact,
            tenant_id=head.tenant,
            call=head.call,
            writer=place.writer,
            epoch=place.epoch,
            applied_at=now,
        )
        self._new.setdefault(head.tenant, []).append(mark)
        return True

    def store(self) -> None:
        """Write the new marks; raise `IntegrityError` where another process was faster."""
        for tenant, rows in self._new.items():
            with tenant_scope(tenant):
                AppliedFact.objects.bulk_create(rows)


def apply(fact: Fact, place: Place, desk: Desk, now: Millis, marks: Marks | None = None) -> bool:
    """Apply a fact within the caller's transaction; return False if it is in the record already.

    ``marks``: those of the batch that the fact belongs to, which the caller stores; None: its own.
    """
    own = Marks([fact]) if marks is None else marks
    with tenant_scope(fact.head.tenant):
        if not own.add(fact, place, now):
            return False
        _dispatch(fact, place, desk, now)
    if marks is None:
        own.store()
    return True


def _dispatch(fact: Fact, place: Place, desk: Desk, now: Millis) -> None:
    position = place.position
    match fact:
        case CallStarted():
            calls.start(fact, position)
            log_fact(fact.head, AuditEvent.CALL_ANSWERED, Detail("line", fact.head.line))
        case TextPlayed():
            calls.note_text(fact, position)
        case KeyHeard():
            calls.note_key(fact, position)
        case ConsentChanged():
            _consent(fact, position, desk)
        case MatterConfirmed():
            matters.confirm(fact, desk.keys, desk.rules(fact.head.tenant), now)
            _matter(fact, position)
        case QualityMeasured():
            calls.measured(fact)
        case CallEnded():
            _end(fact, position, desk)
        case PreferenceSet() | ReceiptIssued() | WithdrawalTyped():
            wishes.apply_wish(fact, desk, now)
        case _:
            _recording(fact, place, desk, now)


def _matter(fact: MatterConfirmed, position: int) -> None:
    """Tell of a number by its confirmation; of a reason nothing but that one was given."""
    if fact.callback_number:
        calls.note(fact.head, position, EntryKind.MATTER, {})
        log_fact(fact.head, AuditEvent.CALL_CALLBACK_CONFIRMED)
    else:
        log_fact(fact.head, AuditEvent.CALL_REASON_NOTED)


def _consent(fact: ConsentChanged, position: int, desk: Desk) -> None:
    sworn = consents.add(fact, position, _plan_of(fact.head), desk.keys)
    if fact.number is not None:
        consents.stand(fact.head.fact, desk.rules(fact.head.tenant))
    calls.note_consent(fact, position)
    log_fact(fact.head, _CONSENT_EVENTS[fact.state], Detail("purpose", fact.purpose), *sworn)


def _recording(
    fact: RecordingStarted | RecordingPaused | RecordingResumed | RecordingKept | RecordingGone,
    place: Place,
    desk: Desk,
    now: Millis,
) -> None:
    detail: dict[str, str | int | bool] = {"recording": fact.artefact}
    match fact:
        case RecordingStarted():
            _start_recording(fact, desk, now)
            kind = EntryKind.RECORDING_STARTED
        case RecordingPaused():
            detail["reason"] = fact.reason
            kind = EntryKind.RECORDING_PAUSED
        case RecordingResumed():
            kind = EntryKind.RECORDING_RESUMED
        case RecordingKept():
            recordings.keep(fact)
            detail["length"] = fact.length
            kind = EntryKind.RECORDING_KEPT
        case RecordingGone():
            births.destroyed_unstored(fact, ACTOR if place.writer == ACTOR else VOICE)
            recordings.destroyed_before_storage(fact)
            detail["reason"] = fact.because.value
            kind = EntryKind.RECORDING_GONE
    calls.note(fact.head, place.position, kind, detail)


def _start_recording(fact: RecordingStarted, desk: Desk, now: Millis) -> None:
    rules = desk.rules(fact.head.tenant)
    born(fact)
    allowed = recordings.open_row(fact, rules.recording_kind(fact.purpose), rules)
    if not allowed:
        log_fact(fact.head, AuditEvent.CALL_RECORDING_QUARANTINED, Detail("artefact", fact.artefact))
        return
    if fact.number is not None:
        calls.keep_number(desk.keys, fact.head, fact.number, now)
        consents.index_number(desk.keys, fact.head, fact.purpose, fact.number)


def _end(fact: CallEnded, position: int, desk: Desk) -> None:
    head, rules = fact.head, desk.rules(fact.head.tenant)
    confirmed = asked_back(head.call)
    calls.end(fact, position, rules, matter_confirmed=confirmed)
    if not keeps_number(Outcome(fact.outcome), matter_confirmed=confirmed):
        consents.forget_index(head.call)
    used = recordings.add_uses(head.call, lambda: _kinds(head, rules), rules)
    consents.settle(head.call, used, head.at, rules)
    log_fact(head, AuditEvent.CALL_ENDED, Detail("outcome", fact.outcome), Detail("by", fact.by.value))


def _kinds(head: Head, rules: Rules) -> dict[PurposeId, KindId]:
    """Return of which kind a recording is, by purpose, in the policy that the call went by."""
    return recordings_under(head.tenant, _plan_of(head)) or dict(rules.recordings)


def _plan_of(head: Head) -> PlanVersion:
    plan = Call.objects.filter(id=head.call).values_list("plan", flat=True).first()
    if plan is None:
        raise FactOutOfPlace(f"fact {head.fact} belongs to a call that never began")
    return PlanVersion(plan)
