"""Withdrawing a consent over the API: one of the five ways, at once, and for good.

What is withdrawn twice happens once; a request that named itself is answered as the first time.
Nobody has to agree (Art. 7(3) GDPR).
"""

from __future__ import annotations

import json
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import ConfigDict, Field

from rufschutz.api.caller import caller_of
from rufschutz.api.repeats import repeatable
from rufschutz.api.shapes import Asked, Id, Name, RequestName, Shape, require_id
from rufschutz.core.retention.actions import Withdrawn, withdraw
from rufschutz.core.setup import opened
from rufschutz.domain.consent.withdrawal import Method
from rufschutz.domain.ids import CallId, PurposeId

router = Router(tags=["withdrawals"])


class WithdrawalAsked(Asked):
    """Whose consent ends: that for the named purposes, or every one of the call."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"purposes": ["record_matter"]}, {}]})

    purposes: Annotated[list[Name], Field(max_length=50)] | None = None


class GoneShape(Shape):
    """A recording that is gone; ``proven``: its absence was read back and stands in the log."""

    recording: str
    proven: bool


class WithdrawnShape(Shape):
    """What was withdrawn. ``entered``: now, not before."""

    call: str
    entered: bool
    deleted: list[GoneShape]


@router.post(
    "/calls/{call}/withdrawals",
    response=WithdrawnShape,
    url_name="withdrawal",
    operation_id="withdraw",
    summary="Withdraw the consents of a call",
)
def withdrawal(request: HttpRequest, call: Id, named: RequestName, asked: WithdrawalAsked) -> HttpResponse:
    """End the consents of a call and delete what nothing permits any more. Needs `withdraw_consent`.

    The keys are destroyed before this answers. `proven` false: the file itself follows within
    minutes. 409: the call still runs, or nobody consented in it.
    """
    caller, name = caller_of(request), CallId(require_id(call))
    purposes = None if asked.purposes is None else tuple(PurposeId(one) for one in asked.purposes)

    def work() -> WithdrawnShape:
        done = withdraw(caller.actor, name, opened.keys(), opened.place(), caller.now, Method.API, purposes)
        return _shape(done)

    content = json.dumps([name, None if purposes is None else sorted(purposes)]).encode()
    return repeatable(caller, named, content, work)


def _shape(done: Withdrawn) -> WithdrawnShape:
    gone = [GoneShape(recording=one.artefact, proven=one.proven) for one in done.gone]
    return WithdrawnShape(call=done.call, entered=done.entered, deleted=gone)
