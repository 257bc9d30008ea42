"""What is due: read from the rows' own due moments, one reader a shelf (`shredders`).

Decides nothing about when a thing is due; that was fixed by its rule and its promise. What a
hold covers is never due (`core.holds.locks.without_held`).
Asked twice for the same moment it gives the same, so that a dry run counts what a
run will do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Q

from rufschutz.core.calls.models import Call
from rufschutz.core.completeness.models import Incident
from rufschutz.core.consent.models import (
    ConsentEvent,
    CouncilAgreement,
    Receipt,
    StaffAnswer,
    StandingConsent,
    StandingWish,
)
from rufschutz.core.holds.locks import without_held
from rufschutz.core.holds.models import Hold
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import SOUNDING, Recording, State, Use
from rufschutz.domain.completeness.incident import INCIDENT_FILE
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KindId, RuleId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

Dated = Recording | Call | ConsentEvent | StandingWish | Receipt | StaffAnswer | CouncilAgreement
"""Rows that say themselves of which kind they are, and when they are due."""

CALLBACK_NUMBER = KindId("callback_number")
MATTER = KindId("matter")
HOLD = KindId("hold")
NO_BLOB = BlobId("")
NO_CALL = CallId("")


class Shelf(StrEnum):
    """The places from which a run takes, in its order: sound first, then what tells of it."""

    RECORDINGS = "recordings"
    CALLBACK_NUMBERS = "callback_numbers"
    MATTERS = "matters"
    CALLS = "calls"
    CONSENTS = "consents"
    WISHES = "wishes"
    RECEIPTS = "receipts"
    STAFF_ANSWERS = "staff_answers"
    AGREEMENTS = "agreements"
    HOLDS = "holds"
    INCIDENTS = "incidents"


@dataclass(frozen=True, slots=True)
class Doomed:
    """A thing that is due. ``blob`` is '' where nothing is archived; moments in ms UTC."""

    artefact: ArtefactId
    call: CallId
    kind: KindId
    rule: RuleId
    due_at: Millis
    blob: BlobId


def still_due(shelf: Shelf, doomed: Sequence[Doomed], until: Millis) -> tuple[Doomed, ...]:
    """Lock what is about to be erased, and leave out what meanwhile got a later date or is in use.

    Within the transaction that erases. Only wishes and consents can be renewed, so only they are
    asked again; one that somebody else holds just now is left for the next run.
    """
    names = [thing.artefact for thing in doomed]
    match shelf:
        case Shelf.WISHES:
            kept = _free(StandingWish.objects.filter(due_at__lte=until), names)
        case Shelf.CONSENTS:
            kept = _free(ConsentEvent.objects.filter(due_at__lte=until), _unused(names))
        case _:
            return tuple(doomed)
    return tuple(thing for thing in doomed if thing.artefact in kept)


def _free(rows: QuerySet[StandingWish] | QuerySet[ConsentEvent], names: Collection[str]) -> frozenset[str]:
    """Lock which of the named rows nobody else holds; return them."""
    held = rows.select_for_update(skip_locked=True).filter(id__in=names).order_by("id")
    return frozenset(held.values_list("id", flat=True))


def _unused(events: Collection[str]) -> frozenset[str]:
    """Return the events whose standing state nobody is writing now, and lock that state before its event."""
    states = StandingConsent.objects.filter(event__in=events).order_by("id")
    free = set(states.select_for_update(skip_locked=True).values_list("event", flat=True))
    return frozenset(events) - (set(states.values_list("event", flat=True)) - free)


def due_uses(until: Millis, limit: int | None = None) -> tuple[int, ...]:
    """Return the uses that end by ``until`` while another one keeps their recording, longest due first."""
    staying = Recording.objects.filter(id=OuterRef("artefact"), due_at__gt=until, state__in=SOUNDING)
    rows = Use.objects.filter(Exists(staying), ended_at=None, due_at__lte=until)
    rows = without_held(rows).order_by("due_at", "id")
    return tuple(rows.values_list("id", flat=True)[:limit])


def uses_since(now: Millis) -> Millis | None:
    """Return since when the oldest of `due_uses` should have ended; None where none is due."""
    first = Use.objects.filter(id__in=due_uses(now, 1)).values_list("due_at", flat=True).first()
    return None if first is None else Millis(first)


def due_numbers(now: Millis) -> tuple[str, ...]:
    """Return the calls whose number goes now: its day is over, or what it was kept for is done."""
    free = without_held(Call.objects.all(), "id")
    overdue = set(free.filter(number_due_at__lte=now).values_list("id", flat=True))
    done = Matter.objects.filter(closed_at__lte=now).values_list("call", flat=True)
    waiting = Matter.objects.filter(closed_at=None).exclude(number_rule="").values_list("call", flat=True)
    finished = free.filter(id__in=done).exclude(id__in=waiting).exclude(number_mask="")
    return tuple(sorted(overdue | set(finished.values_list("id", flat=True))))


def numbers_since(now: Millis) -> Millis | None:
    """Return since when the oldest of `due_numbers` should be gone; None where none is due."""
    names = due_numbers(now)
    by_day = Call.objects.filter(id__in=names, number_due_at__lte=now).aggregate(at=Min("number_due_at"))
    done = Matter.objects.filter(call__in=names, closed_at__lte=now).aggregate(at=Min("closed_at"))
    moments = [each["at"] for each in (by_day, done) if each["at"] is not None]
    return Millis(min(moments)) if moments else None


def reasons_alone(call: CallId, now: Millis) -> tuple[Doomed, ...]:
    """Return what a call's messages are about, as due now: it goes with them, whatever date it had."""
    rows = Matter.objects.filter(call=call, number_rule="").order_by("id")
    return tuple(doomed_matter(row, now) for row in rows)


def recordings(until: Millis) -> QuerySet[Recording]:
    """Return the sounds that are due."""
    rows = Recording.objects.filter(due_at__lte=until, state__in=SOUNDING)
    return without_held(rows).order_by("due_at", "id")


def doomed_recording(row: Recording, until: Millis) -> Doomed:
    """Return a sound to be erased, with its ciphertext."""
    return replace(_of(row, until), call=CallId(row.call), blob=BlobId(row.blob))


def callback_numbers(until: Millis) -> QuerySet[Matter]:
    """Return the matters whose number to call back has had its day."""
    return without_held(Matter.objects.filter(number_due_at__lte=until)).order_by("number_due_at", "id")


def doomed_number(row: Matter, until: Millis) -> Doomed:
    """Return the number of a matter that stays."""
    due = Millis(row.number_due_at or until)
    return Doomed(
        ArtefactId(row.id), CallId(row.call), CALLBACK_NUMBER, RuleId(row.number_rule), due, NO_BLOB
    )


def matters(until: Millis) -> QuerySet[Matter]:
    """Return what is due by its own date, and reasons alone of which no sound is left, or will be then."""
    sounds = Recording.objects.filter(call=OuterRef("call"), state__in=(*SOUNDING, State.OPEN))
    alone = Q(number_rule="") & ~Exists(sounds.exclude(due_at__lte=until))
    return without_held(Matter.objects.filter(Q(due_at__lte=until) | alone)).order_by("due_at", "id")


def doomed_matter(row: Matter, until: Millis) -> Doomed:
    """Return a matter, due at the latest at ``until``."""
    due = Millis(min(row.due_at or until, until))
    return Doomed(ArtefactId(row.id), CallId(row.call), MATTER, RuleId(row.rule), due, NO_BLOB)


def calls(until: Millis) -> QuerySet[Call]:
    """Return the calls that are due, with their course."""
    return without_held(Call.objects.filter(due_at__lte=until), "id").order_by("due_at", "id")


def doomed_call(row: Call, until: Millis) -> Doomed:
    """Return a call."""
    return replace(_of(row, until), call=CallId(row.id))


def consents(until: Millis) -> QuerySet[ConsentEvent]:
    """Return the events of consent that are due."""
    return without_held(ConsentEvent.objects.filter(due_at__lte=until)).order_by("due_at", "id")


def wishes(until: Millis) -> QuerySet[StandingWish]:
    """Return the standing wishes that are due."""
    return StandingWish.objects.filter(due_at__lte=until).order_by("due_at", "id")


def receipts(until: Millis) -> QuerySet[Receipt]:
    """Return the receipts that are due."""
    return without_held(Receipt.objects.filter(due_at__lte=until)).order_by("due_at", "id")


def staff_answers(until: Millis) -> QuerySet[StaffAnswer]:
    """Return the answers of staff that are due."""
    return StaffAnswer.objects.filter(due_at__lte=until).order_by("due_at", "id")


def agreements(until: Millis) -> QuerySet[CouncilAgreement]:
    """Return the agreements of the works council that are due."""
    return CouncilAgreement.objects.filter(due_at__lte=until).order_by("due_at", "id")


def incidents(until: Millis) -> QuerySet[Incident]:
    """Return the differences that are due, settled or not."""
    return Incident.objects.filter(due_at__lte=until).order_by("due_at", "id")


def doomed_incident(row: Incident, until: Millis) -> Doomed:
    """Return a difference with its file."""
    due = Millis(until if row.due_at is None else row.due_at)
    return Doomed(ArtefactId(row.id), NO_CALL, INCIDENT_FILE, RuleId(row.rule), due, NO_BLOB)


def holds(until: Millis) -> QuerySet[Hold]:
    """Return the records of holds that ended and whose own time is over."""
    return Hold.objects.filter(due_at__lte=until).order_by("due_at", "id")


def doomed_hold(row: Hold, until: Millis) -> Doomed:
    """Return the record of a hold; what it kept is a thing of its own."""
    due = Millis(until if row.due_at is None else row.due_at)
    return Doomed(ArtefactId(row.id), NO_CALL, HOLD, RuleId(row.rule), due, NO_BLOB)


def doomed_of_call(row: ConsentEvent | Receipt, until: Millis) -> Doomed:
    """Return a thing that belongs to a call."""
    return replace(_of(row, until), call=CallId(row.call))


def doomed_of_nobody(row: StandingWish | StaffAnswer | CouncilAgreement, until: Millis) -> Doomed:
    """Return a thing that belongs to no call."""
    return _of(row, until)


def _of(row: Dated, until: Millis) -> Doomed:
    due = Millis(until if row.due_at is None else row.due_at)
    return Doomed(ArtefactId(row.id), NO_CALL, KindId(row.kind), RuleId(row.rule), due, NO_BLOB)
