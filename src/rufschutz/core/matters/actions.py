"""Writing matters: what a caller confirmed, what was done about it, and its erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core import numbers
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.actions import windows
from rufschutz.core.consent.actions.windows import Allowance, Place
from rufschutz.core.errors import CoreError
from rufschutz.core.holds.locks import restricted
from rufschutz.core.matters import notes, reasons
from rufschutz.core.matters.models import Channel, Matter
from rufschutz.core.matters.queries import view_of
from rufschutz.core.recordings.queries import sounding_until
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.request import Action, Labels
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId, FactId, KindId, LineId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.matters.notes import Written
    from rufschutz.core.matters.queries import MatterView
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.call.facts import About, MatterConfirmed
    from rufschutz.domain.ids import GlassId, PurposeId

MATTER = KindId("matter")
NUMBER = KindId("callback_number")
FORM = "web form"
PER_SOURCE: Final = Allowance(address=5, network=20, region=60)
PER_LINE = 60
"""Requests in writing that an hour allows one source and one line; what is refused is stored nowhere."""


class MatterGone(CoreError):  # noqa: N818 - named for what happened
    """A request that was erased, and would come again under the id of what no longer exists."""

    advice = "Open the form anew and send it once more."


def confirm(fact: MatterConfirmed, keys: Keys, rules: Rules, now: Millis) -> None:
    """Store a confirmed request; until somebody closes it, its caps say when it goes.

    A reason without a number is a message's, and goes with it.
    """
    head = fact.head
    matter = rules.due(MATTER, Lifetime(collected=head.at))
    sounding = None if fact.callback_number else sounding_until(head.call)
    row = Matter(
        id=head.fact,
        tenant_id=head.tenant,
        call=head.call,
        line=head.line,
        confirmed_at=head.at,
        about=fact.about.value,
        rule=matter.rule,
        due_at=min(matter.at, sounding or matter.at),
    )
    if fact.reason is not None:
        row.reason_sealed = reasons.seal(keys, head.tenant, head.call, fact.reason, now)
    if fact.callback_number:
        kept = numbers.keep(keys, head.tenant, head.call, fact.callback_number, now)
        number = rules.due(NUMBER, Lifetime(collected=head.at))
        row.number_sealed, row.number_index, row.number_mask = kept.sealed, kept.index, kept.mask
        row.number_due_at, row.number_rule = min(number.at, matter.at), number.rule
    row.save(force_insert=True)


def may_send(keys: Keys, line: LineId, origin: str, now: Millis) -> bool:
    """Count a request in writing; return whether the address ``origin`` and the line had one left."""
    own = windows.sources(keys, "form ", origin, PER_SOURCE, now)
    return windows.take(own, (Place(f"form {line}", PER_LINE),), now)


def receive(
    tenant: TenantId, line: LineId, matter: FactId, written: Written, keys: Keys, rules: Rules, now: Millis
) -> MatterView:
    """Store a request that came by the form of a line, and return it; the same ``matter`` again is no error.

    All of it is sealed under a subject key of its own, which dies with it. Raises `MatterGone` for
    one that was erased since: an artefact is erased once, so nothing may live under its id again.
    """
    subject = CallId(matter)
    due, number = (rules.due(kind, Lifetime(collected=now)) for kind in (MATTER, NUMBER))
    with tenant_scope(tenant), transaction.atomic():
        if (known := Matter.objects.filter(id=matter).first()) is not None:
            return view_of(known)
        if Erasure.objects.filter(artefact=matter).exists():
            raise MatterGone("this request was erased")
        kept = numbers.keep(keys, tenant, subject, written.contact, now)
        row = Matter(
            id=matter,
            tenant_id=tenant,
            call=subject,
            line=line,
            channel=Channel.WEB,
            confirmed_at=now,
            number_sealed=kept.sealed,
            number_index=kept.index,
            number_mask=kept.mask,
            number_due_at=min(number.at, due.at),
            number_rule=number.rule,
            note_sealed=notes.seal(keys, tenant, subject, written, now),
            rule=due.rule,
            due_at=due.at,
        )
        if written.reason is not None:
            row.reason_sealed = reasons.seal(keys, tenant, subject, written.reason, now)
        row.save(force_insert=True)
        record(Entry(AuditEvent.MATTER_WRITTEN, tenant, now, FORM, matter), subject)
        return view_of(row)


def mark(call: CallId, about: About) -> None:
    """Say of all that was asked for in a call for whom it is, in the caller's transaction and scope."""
    Matter.objects.filter(call=call).update(about=about.value)


def close(actor: Actor, purpose: PurposeId, matter: FactId, rules: Rules, now: Millis) -> None:
    """Close a request as done: its periods start, and the call's number goes with the next sweep.

    Raises `NotFound`, or `AccessDenied` where the role may not work on it. Again is no error.
    """
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _find(matter)
        access.require(actor, Action.CLOSE_MATTER, purpose, now, labels_of(row))
        if row.closed_at is not None:
            return
        collected = Millis(row.confirmed_at)
        due = rules.due(MATTER, Lifetime(collected=collected, started=now))
        row.closed_at = now
        row.due_at = min(row.due_at or due.at, due.at)
        if row.number_rule:
            number = rules.due(NUMBER, Lifetime(collected=collected, started=now))
            row.called_back_at = now
            row.number_due_at = min(row.number_due_at or number.at, number.at)
        row.save(update_fields=["closed_at", "called_back_at", "due_at", "number_due_at"])
        _record(actor, AuditEvent.MATTER_CLOSED, row, purpose, now)


def reveal_number(actor: Actor, purpose: PurposeId, matter: FactId, keys: Keys, now: Millis) -> str:
    """Return the number to call back in the clear, '' once it is gone; that it was shown is recorded.

    Raises `NotFound`, or `AccessDenied` where the role may not see it.
    """
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _find(matter)
        seen = access.require(actor, Action.VIEW_NUMBER, purpose, now, labels_of(row))
        if row.number_sealed is None:
            return ""
        _record(actor, AuditEvent.NUMBER_VIEWED, row, purpose, now, seen.glass)
        return numbers.reveal(keys, actor.tenant, CallId(row.call), bytes(row.number_sealed))


def labels_of(row: Matter) -> Labels:
    """Return what the rules of access look at."""
    tenant, call = TenantId(row.tenant_id), CallId(row.call)
    with tenant_scope(tenant):
        locked = bool(restricted([call]))
    return Labels(tenant, LineId(row.line), kind=MATTER, restricted=locked, call=call)


def _find(matter: FactId) -> Matter:
    row = Matter.objects.select_for_update().filter(id=matter).first()
    if row is None:
        raise access.NotFound("there is no such matter")
    return row


def _record(
    actor: Actor,
    event: AuditEvent,
    row: Matter,
    purpose: PurposeId,
    now: Millis,
    glass: GlassId | None = None,
) -> None:
    through = () if glass is None else (Detail("glass", glass),)
    details = (Detail("purpose", purpose), *through)
    record(Entry(event, actor.tenant, now, actor.person, row.id, details), CallId(row.call))


def forget_numbers(matters: Sequence[str]) -> None:
    """Remove the callback number, its index and its mask."""
    Matter.objects.filter(id__in=matters).update(
        number_sealed=None, number_index="", number_mask="", number_due_at=None
    )


def erase(matters: Sequence[str]) -> None:
    """Remove matters; what proves the erasure is written by its caller."""
    Matter.objects.filter(id__in=matters).delete()
