"""What waits for a second person: a program may see it, ask, and take back what its maker asked for.

It never decides: an approval counts within five minutes of a person's password and code, and a key has
neither. What a program asks for counts as asked by whoever made its key, who is no second person to it.
Reasons that could name whom a dispute is with are not told.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query
from pydantic import ConfigDict
from pydantic.config import JsonDict

from rufschutz.api.caller import Caller, caller_of
from rufschutz.api.errors import PeopleDecideError
from rufschutz.api.repeats import once_only
from rufschutz.api.shapes import Asked, Id, RequestName, Shape, Words, moment, moment_or_none, require_id
from rufschutz.core.approvals import actions
from rufschutz.core.approvals.requests import RequestCard, requests
from rufschutz.core.approvals.requests import request as card_of
from rufschutz.core.audit.actions import record_access, record_denial
from rufschutz.core.consent.actions.leaving import ask_export
from rufschutz.core.retention.actions.ordered import order_deletion
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval.subject import HOLD_SUBJECTS
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId

router = Router(tags=["approvals"])

EXAMPLE: Final[JsonDict] = {
    "id": "5c1d9b1e0a7f4e2f8b6a3d4c2e1f0a9b",
    "subject": "delete_call",
    "target": "0b5fd1e0c2a94c5c9d3f1f0a7f6f2b11",
    "count": 5,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "reason": "Wrong number.",
    "requester": "1f0a9b5c1d9b1e0a7f4e2f8b6a3d4c2e",
    "way": "four_eyes",
    "state": "waiting",
    "proposed_at": "2026-09-21T13:33:20.000Z",
    "ripe_at": None,
    "ends_at": "2026-09-28T13:33:20.000Z",
    "decided_by": "",
    "decided_at": None,
    "needs_opinion": False,
    "opinions": [],
}


class OpinionShape(Shape):
    """What the data protection officer said of it: agree, object or conditions."""

    verdict: str
    at: str


class RequestShape(Shape):
    """A request. ``count``: how many things it would reach now, or reached when it took effect.

    ``way``: a second person's word (four_eyes), 48 hours (delay), or either within 72 hours (deadline);
    ``ripe_at``: when it takes effect by itself. ``requester`` is '' where a data subject asked.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    subject: str
    target: str
    count: int
    sha256: str
    reason: str
    requester: str
    way: str
    state: str
    proposed_at: str
    ripe_at: str | None
    ends_at: str
    decided_by: str
    decided_at: str | None
    needs_opinion: bool
    opinions: list[OpinionShape]


class RequestsShape(Shape):
    """Requests: what waits, the first to end first; or what was decided, newest first."""

    requests: list[RequestShape]


class Askable(StrEnum):
    """What a program can ask for."""

    DELETE_CALL = "delete_call"
    EXPORT_LEDGER = "export_ledger"


class RequestAsked(Asked):
    """What is asked for, about which call ('' for the ledger), and why."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"subject": "delete_call", "target": EXAMPLE["target"], "reason": "Wrong number."}]
        }
    )

    subject: Askable
    target: str = ""
    reason: Words


class Decision(StrEnum):
    """What a person decides."""

    APPROVE = "approve"
    REJECT = "reject"


class DecisionAsked(Asked):
    """A decision; from a program it is always refused."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"decision": "approve"}]})

    decision: Decision


@router.get(
    "/approvals",
    response=RequestsShape,
    url_name="approvals",
    operation_id="view_requests",
    summary="See what waits for a second person",
)
def listed(
    request: HttpRequest,
    decided: Annotated[bool, Query(default=False, description="What was decided instead of what waits.")],
) -> RequestsShape:
    """Return what waits, or what was decided last. Needs `view_requests` for the purpose security."""
    caller = caller_of(request)
    found = requests(caller.actor, caller.now, waiting=not decided)
    record_access(caller.actor, AuditEvent.REQUESTS_VIEWED, SECURITY, "", caller.now)
    return RequestsShape(requests=[_shape(card) for card in found])


@router.get(
    "/approvals/{proposal}",
    response=RequestShape,
    url_name="approval",
    operation_id="view_request",
    summary="See one request",
)
def one(request: HttpRequest, proposal: Id) -> RequestShape:
    """Return a request, its count as of now. Needs `view_requests` for the purpose security."""
    caller = caller_of(request)
    card = card_of(caller.actor, require_id(proposal), caller.now)
    record_access(caller.actor, AuditEvent.REQUESTS_VIEWED, SECURITY, card.id, caller.now)
    return _shape(card)


@router.post(
    "/approvals",
    response={201: RequestShape},
    url_name="ask",
    operation_id="ask_approval",
    summary="Ask for a second person's word",
)
def asked(request: HttpRequest, named: RequestName, wish: RequestAsked) -> HttpResponse:
    """Ask; people decide. Needs `view_requests`, and `ask_deletion` or `export_ledger`.

    The ledger then leaves once, with GET /consents/export, within 24 hours of the approval. 409: the call is
    kept, still runs, or this is asked for already.
    """
    caller = caller_of(request)
    content = wish.model_dump_json().encode()
    return once_only(caller, named, content, lambda: _ask(caller, wish), status=201)


@router.post(
    "/approvals/{proposal}/decision",
    response=RequestShape,
    url_name="decide",
    operation_id="decide_request",
    summary="Decide (always refused)",
)
def decided(request: HttpRequest, proposal: Id, decision: DecisionAsked) -> RequestShape:
    """Refuse: only a person who just gave password and code decides. Every try stands in the log.

    Needs `decide_request`, which no key has.
    """
    caller = caller_of(request)
    name = require_id(proposal)
    record_denial(caller.actor.tenant, caller.actor.person, Action.DECIDE_REQUEST.value, name, caller.now)
    raise PeopleDecideError(f"a program cannot {decision.decision.value}")


@router.post(
    "/approvals/{proposal}/take-back",
    response=RequestShape,
    url_name="take_back",
    operation_id="take_request_back",
    summary="Take a request back",
)
def taken_back(request: HttpRequest, proposal: Id) -> RequestShape:
    """Take back what was asked in the name of the key's maker. Needs `view_requests` and what asking needs.

    409: it is decided.
    """
    caller, name = caller_of(request), require_id(proposal)
    actions.take_back(caller.actor, name, caller.now, behind=caller.bearer.made_by)
    return _shape(card_of(caller.actor, name, caller.now))


def _ask(caller: Caller, wish: RequestAsked) -> RequestShape:
    actor, behind, now = caller.actor, caller.bearer.made_by, caller.now
    if wish.subject is Askable.EXPORT_LEDGER:
        name = ask_export(actor, wish.reason, now, behind)
    else:
        name = order_deletion(actor, CallId(require_id(wish.target)), wish.reason, now, behind)
    return _shape(card_of(actor, name, now))


def _shape(card: RequestCard) -> RequestShape:
    return RequestShape(
        id=card.id,
        subject=card.subject.value,
        target=card.target,
        count=card.count,
        sha256=card.sha256,
        reason="" if card.subject in HOLD_SUBJECTS else card.reason,
        requester=card.requester,
        way=card.way.value,
        state=card.state.value,
        proposed_at=moment(card.proposed_at),
        ripe_at=moment_or_none(card.ripe_at),
        ends_at=moment(card.ends_at),
        decided_by=card.decided_by,
        decided_at=moment_or_none(card.decided_at),
        needs_opinion=card.waits_for_opinion,
        opinions=[OpinionShape(verdict=each.verdict.value, at=moment(each.at)) for each in card.opinions],
    )
