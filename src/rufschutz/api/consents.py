"""What the ledger holds of a number: asked in the body, answered without it.

A number that is unknown is answered like one without consents.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Asked, Number, Purpose, Shape, moment, moment_or_none
from rufschutz.core.audit import access
from rufschutz.core.consent import ledger
from rufschutz.core.consent.ledger import LedgerLine, StandingState
from rufschutz.core.setup import opened
from rufschutz.domain.access.request import Action
from rufschutz.domain.consent.because import Because

router = Router(tags=["consents"])


class SearchAsked(Asked):
    """A number, and for what it is looked up."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "+493023125042", "because": "access_request"}]}
    )

    number: Number
    because: Because | None = None


class LineShape(Shape):
    """One change of a consent. ``call`` is null for what was imported or ended by rule."""

    id: str
    call: str | None
    purpose: str
    state: str
    at: str
    method: str
    text: str | None
    language: str
    refused_by: str
    promised: str
    channel: str
    product: str
    due_at: str | None


class StandingShape(Shape):
    """A standing consent as it is now; it expires then unless it is used before."""

    purpose: str
    state: str
    at: str
    channel: str
    product: str
    expires_at: str | None


class LedgerShape(Shape):
    """The states of a number now, and how it came to them, oldest first."""

    standing: list[StandingShape]
    lines: list[LineShape]


@router.post(
    "/consents/search",
    response=LedgerShape,
    url_name="search_consents",
    operation_id="search_consents",
    summary="Search the consents of a number",
)
def search(request: HttpRequest, purpose: Purpose, asked: SearchAsked) -> LedgerShape:
    """Return what the ledger holds of it. Needs `view_consents` for the purpose prove_consent.

    A key with several purposes names it: `Rufschutz-Purpose: prove_consent`. Proof of a consent that was
    taken back in or after its call is kept without the number, so it is not found by it.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_CONSENTS, purpose)
    access.require(caller.actor, Action.VIEW_CONSENTS, what, caller.now)
    found = ledger.search(caller.actor, opened.keys(), asked.number, caller.now, asked.because)
    return LedgerShape(
        standing=[_state(one) for one in found.standing], lines=[_line(one) for one in found.lines]
    )


def _state(one: StandingState) -> StandingShape:
    return StandingShape(
        purpose=one.purpose,
        state=one.state.value,
        at=moment(one.at),
        channel=one.channel,
        product=one.product,
        expires_at=moment_or_none(one.expires_at),
    )


def _line(one: LedgerLine) -> LineShape:
    return LineShape(
        id=one.id,
        call=one.call,
        purpose=one.purpose,
        state=one.state.value,
        at=moment(one.at),
        method=one.method,
        text=one.text,
        language=one.language,
        refused_by=one.refused_by,
        promised=one.promised,
        channel=one.channel,
        product=one.product,
        due_at=moment_or_none(one.due_at),
    )
