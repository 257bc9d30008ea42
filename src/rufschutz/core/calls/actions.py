"""Writing calls: their beginning, the lines of their timeline, their end, their erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core import numbers
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.domain.call.outcome import Outcome, keeps_number, kinds_allowed
from rufschutz.domain.ids import KindId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rufschutz.core.duedates import DueDate, Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.call.facts import (
        CallEnded,
        CallStarted,
        ConsentChanged,
        Head,
        KeyHeard,
        QualityMeasured,
        TextPlayed,
    )
    from rufschutz.domain.ids import CallId

METADATA = KindId("call_metadata")
BARE = KindId("call_metadata_bare")
VERSION = 12
"""So many hex digits of a text's hash tell its versions apart."""


def start(fact: CallStarted, position: int) -> None:
    """Store a call that was answered."""
    head = fact.head
    Call.objects.create(
        id=head.call,
        tenant_id=head.tenant,
        line=head.line,
        plan=fact.plan,
        started_at=head.at,
        withheld=fact.withheld,
    )
    note(head, position, EntryKind.STARTED, {"withheld": fact.withheld})


def note(head: Head, position: int, kind: EntryKind, detail: Mapping[str, str | int | bool]) -> None:
    """Add a line to the call's timeline; ``detail`` names ids, counts and enum values only."""
    TimelineEntry.objects.create(
        id=head.fact,
        tenant_id=head.tenant,
        call=head.call,
        at=head.at,
        position=position,
        kind=kind,
        detail=detail,
    )


def note_text(fact: TextPlayed, position: int) -> None:
    """Add a text that was played."""
    detail = {
        "text": fact.text,
        "language": fact.language.value,
        "length": fact.length,
        "completed": fact.completed and fact.alive,
    }
    note(fact.head, position, EntryKind.TEXT_PLAYED, detail)


def note_key(fact: KeyHeard, position: int) -> None:
    """Add a key that was pressed."""
    detail = {"key": fact.key, "method": fact.method.value, "counted": fact.counted}
    note(fact.head, position, EntryKind.KEY_HEARD, detail)


def note_consent(fact: ConsentChanged, position: int) -> None:
    """Add a change of a consent: which words were asked, and how long after the pick-up they had ended."""
    detail: dict[str, str | int | bool] = {
        "purpose": fact.purpose,
        "state": fact.state.value,
        "refused_by": str(fact.refused_by or ""),
        "text": fact.text or "",
        "version": (fact.text_sha256 or "")[:VERSION],
    }
    began = Call.objects.filter(id=fact.head.call).values_list("started_at", flat=True).first()
    if began is not None and fact.question_ended_at is not None:
        detail["asked_after"] = max(0, fact.question_ended_at - began)
    note(fact.head, position, EntryKind.CONSENT, detail)


def keep_number(keys: Keys, head: Head, number: str, now: Millis) -> None:
    """Store the caller's number, sealed; whether it stays is decided when the call ends."""
    kept = numbers.keep(keys, head.tenant, head.call, number, now)
    Call.objects.filter(id=head.call, withheld=False).update(
        number_sealed=kept.sealed, number_index=kept.index, number_mask=kept.mask
    )


def measured(fact: QualityMeasured) -> None:
    """Store how the caller's sound arrived; it goes with the call's row."""
    quality = fact.quality
    Call.objects.filter(id=fact.head.call).update(
        packets_received=quality.received,
        packets_doubled=quality.doubled,
        packets_lost=quality.lost,
        packets_late=quality.late,
        jitter_ms=quality.jitter,
        round_trip_ms=quality.round_trip,
        far_lost=quality.far_lost,
    )


def end(fact: CallEnded, position: int, rules: Rules, *, matter_confirmed: bool) -> DueDate:
    """Store the call's end, drop a number that may not stay, and set when the call's data is due."""
    outcome = Outcome(fact.outcome)
    kinds = kinds_allowed(outcome, matter_confirmed=matter_confirmed)
    kind = METADATA if METADATA in kinds else BARE
    due = rules.due(kind, Lifetime(collected=fact.head.at))
    if not keeps_number(outcome, matter_confirmed=matter_confirmed):
        forget_numbers([fact.head.call])
    Call.objects.filter(id=fact.head.call).update(
        ended_at=fact.head.at,
        ended_by=fact.by.value,
        outcome=outcome.value,
        kind=due.kind,
        rule=due.rule,
        due_at=due.at,
        number_due_at=_number_due(fact.head.at, due),
    )
    note(fact.head, position, EntryKind.ENDED, {"by": fact.by.value})
    return due


def number_falls_due(call: CallId, now: Millis) -> None:
    """Let a call's number be due at ``now`` where it was to stay longer."""
    rows = Call.objects.filter(id=call).exclude(number_mask="", number_sealed=None)
    rows.exclude(number_due_at__lte=now).update(number_due_at=now)


def forget_numbers(calls: Sequence[str]) -> None:
    """Remove the number, its index and its mask from calls, within the caller's transaction."""
    rows = Call.objects.filter(id__in=calls).exclude(number_index="", number_mask="", number_sealed=None)
    by_tenant: dict[str, list[str]] = {}
    for name, tenant in rows.values_list("id", "tenant_id"):
        by_tenant.setdefault(tenant, []).append(name)
    for tenant, names in by_tenant.items():
        bury(TenantId(tenant), What.NUMBERS, names, None)
    Call.objects.filter(id__in=calls).update(
        number_sealed=None, number_index="", number_mask="", number_due_at=None
    )


def erase(calls: Sequence[str]) -> None:
    """Remove calls and their timelines; what proves the erasure is written by its caller."""
    TimelineEntry.objects.filter(call__in=calls).delete()
    Call.objects.filter(id__in=calls).delete()


def _number_due(ended_at: Millis, due: DueDate) -> Millis:
    if due.kind == BARE:
        return Millis(min(due.at, ended_at + DAY))
    return due.at
