"""What is kept although its time is over, as far as a machine may know: kinds and dates, no reason.

Keys read. Setting a hold or a restriction, and ending one, takes a person of the house.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape, moment, moment_or_none
from rufschutz.core.audit.actions import record_access
from rufschutz.core.holds import queries
from rufschutz.core.holds.queries import HoldView
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent

router = Router(tags=["holds"])


class HoldShape(Shape):
    """A hold. ``lapses_at``: when it ends unless a second person confirms it; ``waiting``: what is asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5c1d9b1e0a7f4e2f8b6a3d4c2e1f0a9b",
                    "call": "0b5fd1e0c2a94c5c9d3f1f0a7f6f2b11",
                    "kind": "legal_hold",
                    "state": "confirmed",
                    "covered": 6,
                    "article": "",
                    "told": True,
                    "placed_at": "2026-09-21T13:33:20.000Z",
                    "lapses_at": None,
                    "ends_at": "2027-06-30T22:00:00.000Z",
                    "ended_at": None,
                    "waiting": None,
                }
            ]
        }
    )

    id: str
    call: str
    kind: str
    state: str
    covered: int
    article: str
    told: bool
    placed_at: str
    lapses_at: str | None
    ends_at: str
    ended_at: str | None
    waiting: str | None


class HoldsShape(Shape):
    """Holds, the next to end first; of those that are over the last to end first."""

    holds: list[HoldShape]


@router.get(
    "/holds", response=HoldsShape, url_name="holds", operation_id="view_holds", summary="See the holds"
)
def holds(
    request: HttpRequest,
    purpose: Purpose,
    over: Annotated[bool, Query(default=False, description="Only those that are over.")],
) -> HoldsShape:
    """Return what is kept and until when; who is against whom is not told. Needs `view_holds`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_HOLDS, purpose)
    found = queries.holds(caller.actor, what, caller.now, over=over)
    record_access(caller.actor, AuditEvent.HOLDS_VIEWED, what, "", caller.now)
    return HoldsShape(holds=[_hold(each) for each in found])


def _hold(seen: HoldView) -> HoldShape:
    return HoldShape(
        id=seen.id,
        call=seen.call,
        kind=seen.kind.value,
        state=seen.state.value,
        covered=seen.covered,
        article=seen.article,
        told=seen.told,
        placed_at=moment(seen.placed_at),
        lapses_at=moment_or_none(seen.lapses_at),
        ends_at=moment(seen.ends_at),
        ended_at=moment_or_none(seen.ended_at),
        waiting=None if seen.waiting is None else seen.waiting.value,
    )
