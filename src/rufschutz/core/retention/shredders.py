"""The one registry of shredders: what lies on each shelf, how it is found when it is due, what erases it.

Whoever stores a new kind or table with a due date brings its shredder here, or a test fails. Decides
neither when a thing is due nor in which order it dies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rufschutz.core.calls import actions as calls
from rufschutz.core.calls.models import Call
from rufschutz.core.completeness import actions as completeness
from rufschutz.core.completeness.models import Incident
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.models import ConsentEvent, CouncilAgreement, Receipt, StaffAnswer, StandingWish
from rufschutz.core.holds.actions import rows as hold_rows
from rufschutz.core.holds.models import Hold
from rufschutz.core.matters import actions as matters
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention import due
from rufschutz.core.retention.due import Shelf
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    from rufschutz.core.base import TenantRow
    from rufschutz.core.retention.due import Doomed
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Shredder:
    """What serves one shelf.

    ``kinds`` lie on it, ``table`` holds them with their due moment, ``due`` finds the rows that are due
    (longest overdue first), ``doom`` says of one what dies, ``scrub`` takes named things out of the
    rows, within the caller's transaction. ``sounding``: they have keys and ciphertext, which die in
    steps of their own.
    """

    kinds: frozenset[str]
    table: type[TenantRow]
    due: Callable[[Millis], QuerySet[Any]]
    doom: Callable[[Any, Millis], Doomed]
    scrub: Callable[[Sequence[ArtefactId], Millis], object]
    sounding: bool = False


def due_on(shelf: Shelf, now: Millis, limit: int | None = None) -> tuple[Doomed, ...]:
    """Return what is due on a shelf of the tenant in scope, longest overdue first."""
    shredder = SHREDDERS[shelf]
    return tuple(shredder.doom(row, now) for row in shredder.due(now)[:limit])


def count_on(shelf: Shelf, now: Millis) -> int:
    """Return how many things are due on a shelf: as many as `due_on` returns."""
    return SHREDDERS[shelf].due(now).count()


def place_of(kind: str) -> tuple[Shelf, ...]:
    """Return the shelves on which a kind lies; none where no table holds it."""
    return tuple(shelf for shelf, shredder in SHREDDERS.items() if kind in shredder.kinds)


def _calls(names: Sequence[ArtefactId], _now: Millis) -> None:
    recordings.forget([CallId(name) for name in names])
    calls.erase(names)


SHREDDERS: Final[dict[Shelf, Shredder]] = {
    Shelf.RECORDINGS: Shredder(
        frozenset(
            {
                "recording_matter",
                "recording_quality",
                "recording_training",
                "recording_improvement",
                "recording_order",
                "quarantine",
            }
        ),
        Recording,
        due.recordings,
        due.doomed_recording,
        recordings.erase,
        sounding=True,
    ),
    Shelf.CALLBACK_NUMBERS: Shredder(
        frozenset({"callback_number"}),
        Matter,
        due.callback_numbers,
        due.doomed_number,
        lambda names, _: matters.forget_numbers(names),
    ),
    Shelf.MATTERS: Shredder(
        frozenset({"matter"}), Matter, due.matters, due.doomed_matter, lambda names, _: matters.erase(names)
    ),
    Shelf.CALLS: Shredder(
        frozenset({"call_metadata", "call_metadata_bare"}), Call, due.calls, due.doomed_call, _calls
    ),
    Shelf.CONSENTS: Shredder(
        frozenset(
            {
                "consent_refused",
                "consent_given",
                "consent_standing",
                "consent_withdrawn",
                "consent_unused",
                "advertising_consent",
            }
        ),
        ConsentEvent,
        due.consents,
        due.doomed_of_call,
        lambda names, _: consents.erase(names),
    ),
    Shelf.WISHES: Shredder(
        frozenset({"preference_never_record", "advertising_objection"}),
        StandingWish,
        due.wishes,
        due.doomed_of_nobody,
        lambda names, _: consents.erase_wishes(names),
    ),
    Shelf.RECEIPTS: Shredder(
        frozenset({"receipt_code"}),
        Receipt,
        due.receipts,
        due.doomed_of_call,
        lambda names, _: consents.erase_receipts(names),
    ),
    Shelf.STAFF_ANSWERS: Shredder(
        frozenset({"staff_basis"}),
        StaffAnswer,
        due.staff_answers,
        due.doomed_of_nobody,
        lambda names, _: consents.erase_answers(names),
    ),
    Shelf.AGREEMENTS: Shredder(
        frozenset({"staff_basis"}),
        CouncilAgreement,
        due.agreements,
        due.doomed_of_nobody,
        lambda names, _: consents.erase_agreements(names),
    ),
    Shelf.INCIDENTS: Shredder(
        frozenset({"incident_file"}),
        Incident,
        due.incidents,
        due.doomed_incident,
        lambda names, _: completeness.erase(names),
    ),
    Shelf.HOLDS: Shredder(
        frozenset({"hold"}), Hold, due.holds, due.doomed_hold, lambda names, _: hold_rows.erase(names)
    ),
}
