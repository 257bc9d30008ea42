"""Whether nothing is missing, too much or altered, as the last check of the store found it.

A program may ask for a check; the worker does it, which may enter every directory. A difference is
settled by a person, never here.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.repeats import repeatable
from rufschutz.api.shapes import Purpose, RequestName, Shape, moment, moment_or_none
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.completeness.queries import IncidentView, store
from rufschutz.core.jobs.actions import soon
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.completeness.tally import Day
from rufschutz.domain.completeness.words import advice, what

router = Router(tags=["store"])


class FatesShape(Shape):
    """What began, on one UTC day or (``day`` null) ever, and what became of it; ``born`` is their sum."""

    day: str | None
    born: int
    stored: int
    making: int
    unstored: int
    erased: int
    missing: int


class WholeShape(Shape):
    """Archives by what the last look at each found; ``oldest``: when the longest unread was read."""

    intact: int
    altered: int
    unknown: int
    oldest: str | None


class IncidentShape(Shape):
    """A difference that nobody has settled. ``gone_at``: since when it is not found any more."""

    id: str
    kind: str
    about: str
    call: str
    what: str
    advice: str
    found_at: str
    last_seen_at: str
    gone_at: str | None


class StoreShape(Shape):
    """The store. ``checked_at`` null: never checked. ``more``: not every difference was written down.

    ``things`` and ``files``: how many artefacts and archives the check saw; at most 100 ``incidents``.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "checked_at": "2026-09-21T02:00:00.000Z",
                    "things": 812,
                    "files": 311,
                    "total": {
                        "day": None,
                        "born": 812,
                        "stored": 311,
                        "making": 0,
                        "unstored": 14,
                        "erased": 487,
                        "missing": 0,
                    },
                    "days": [],
                    "more": False,
                    "whole": {
                        "intact": 311,
                        "altered": 0,
                        "unknown": 0,
                        "oldest": "2026-08-23T02:00:00.000Z",
                    },
                    "incidents": [],
                }
            ]
        }
    )

    checked_at: str | None
    things: int
    files: int
    total: FatesShape | None
    days: list[FatesShape]
    more: bool
    whole: WholeShape
    incidents: list[IncidentShape]


class AskedShape(Shape):
    """A check is on its way: it is done when `checked_at` of the store is no longer before ``asked_at``."""

    asked_at: str


@router.get(
    "/store", response=StoreShape, url_name="store", operation_id="view_store", summary="See the last check"
)
def see(request: HttpRequest, purpose: Purpose) -> StoreShape:
    """Return what the last check of the store saw, and every open difference. Needs `check_store`."""
    caller = caller_of(request)
    meant = caller.purpose(Action.CHECK_STORE, purpose)
    seen = store(caller.actor, meant, caller.now)
    record_access(caller.actor, AuditEvent.STORE_VIEWED, meant, "", caller.now)
    return StoreShape(
        checked_at=moment_or_none(seen.checked_at),
        things=seen.counts.get("things", 0),
        files=seen.counts.get("blobs", 0),
        total=None if seen.total is None else _fates(seen.total),
        days=[_fates(day) for day in seen.days],
        more=seen.more,
        whole=WholeShape(
            intact=seen.whole.intact,
            altered=seen.whole.altered,
            unknown=seen.whole.unknown,
            oldest=moment_or_none(seen.whole.oldest),
        ),
        incidents=[_incident(each) for each in seen.open],
    )


@router.post(
    "/store/checks",
    response={202: AskedShape},
    url_name="store_check",
    operation_id="check_store",
    summary="Have the store checked",
)
def check(request: HttpRequest, purpose: Purpose, named: RequestName) -> HttpResponse:
    """Have the worker check the store with its next round; read the result as the store.

    Asked for twice, it is done once. Needs `check_store`.
    """
    caller = caller_of(request)
    meant = caller.purpose(Action.CHECK_STORE, purpose)
    access.require(caller.actor, Action.CHECK_STORE, meant, caller.now)

    def work() -> AskedShape:
        soon("store", caller.now)
        return AskedShape(asked_at=moment(caller.now))

    return repeatable(caller, named, b"store", work, 202)


def _fates(day: Day) -> FatesShape:
    counts = {fate.value: count for fate, count in day.fates}
    return FatesShape(day=moment(day.start) if day.start >= 0 else None, born=day.born, **counts)


def _incident(seen: IncidentView) -> IncidentShape:
    return IncidentShape(
        id=seen.id,
        kind=seen.kind.value,
        about=seen.subject,
        call=seen.call,
        what=what(seen.kind, Language.EN),
        advice=advice(seen.kind, Language.EN),
        found_at=moment(seen.found_at),
        last_seen_at=moment(seen.last_seen_at),
        gone_at=moment_or_none(seen.gone_at),
    )
