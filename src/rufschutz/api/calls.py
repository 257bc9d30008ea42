"""Calls as far as a machine may know of them: dates, outcome, consent; the number masked, no content.

Each operation asks one query, records that it was asked, and shapes the answer.
"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Id, Purpose, Shape, moment, moment_or_none, require_id
from rufschutz.core.audit.actions import record_access
from rufschutz.core.calls import queries
from rufschutz.core.calls.queries import CallRow, CallView
from rufschutz.core.consent.queries import ConsentView
from rufschutz.core.recordings.queries import RecordingView
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId

router = Router(tags=["calls"])


class RecordingShape(Shape):
    """A recording's state and dates; its sound cannot be had here.

    ``intact``: what the last look at the whole archive found, at ``checked_at``; null before one.
    """

    id: str
    purpose: str
    state: str
    length_ms: int
    due_at: str | None
    erased_at: str | None
    intact: bool | None = None
    checked_at: str | None = None


class CallShape(Shape):
    """A call of the list. ``number`` is masked, null if withheld or no longer kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0b5fd1e0c2a94c5c9d3f1f0a7f6f2b11",
                    "started_at": "2026-09-21T13:33:20.000Z",
                    "line": "Anmeldung",
                    "number": "••• 42",
                    "withheld": False,
                    "duration_ms": 74000,
                    "outcome": "yes_and_recorded",
                    "consent": "given",
                    "callback": "open",
                    "due_at": "2026-09-28T22:00:00.000Z",
                }
            ]
        }
    )

    id: str
    started_at: str
    line: str
    number: str | None
    withheld: bool
    duration_ms: int | None
    outcome: str | None
    consent: str
    callback: str
    due_at: str | None


class CallsShape(Shape):
    """A page of the list, the newest call first."""

    calls: list[CallShape]
    page: int
    pages: int
    total: int


class ConsentShape(Shape):
    """One change of a consent: its purpose, state and moment, and what it rests on."""

    id: str
    purpose: str
    state: str
    at: str
    text: str | None
    language: str
    method: str
    refused_by: str
    promised: str
    due_at: str | None


class WholeCallShape(CallShape):
    """A call with its recordings and every change of its consents."""

    model_config = ConfigDict(json_schema_extra={"examples": []})

    ended_by: str
    recordings: list[RecordingShape]
    consents: list[ConsentShape]


class ConsentsShape(Shape):
    """The changes of a call's consents, in order."""

    call: str
    consents: list[ConsentShape]


@router.get("/calls", response=CallsShape, url_name="calls", operation_id="list_calls", summary="List calls")
def calls(
    request: HttpRequest,
    purpose: Purpose,
    page: Annotated[int, Query(1, ge=1, le=1_000_000, description="Counts from 1.")],
    size: Annotated[int, Query(50, ge=1, le=200, description="Calls on a page.")],
    owed: Annotated[bool, Query(default=False, description="Only calls with something left to do.")],
) -> CallsShape:
    """Return a page of the tenant's calls, the newest first. Needs `list_calls`."""
    caller = caller_of(request)
    what = caller.purpose(Action.LIST_CALLS, purpose)
    seen = queries.calls(caller.actor, what, caller.now, page, size, owed=owed)
    record_access(caller.actor, AuditEvent.CALLS_LISTED, what, "", caller.now)
    rows = [_call(row) for row in seen.rows]
    return CallsShape(calls=rows, page=seen.page, pages=seen.pages, total=seen.total)


@router.get(
    "/calls/{call}", response=WholeCallShape, url_name="call", operation_id="view_call", summary="See a call"
)
def call(request: HttpRequest, call: Id, purpose: Purpose) -> WholeCallShape:
    """Return one call. Needs `view_call`."""
    seen = _seen(request, call, purpose, AuditEvent.CALL_VIEWED)
    return WholeCallShape(
        **_call(seen.row).model_dump(),
        ended_by=seen.ended_by,
        recordings=[_recording(one) for one in seen.recordings],
        consents=[consent_shape(one) for one in seen.consents],
    )


@router.get(
    "/calls/{call}/consents",
    response=ConsentsShape,
    url_name="call_consents",
    operation_id="view_consents_of_call",
    summary="See the consents of a call",
)
def consents(request: HttpRequest, call: Id, purpose: Purpose) -> ConsentsShape:
    """Return every change of a call's consents, in order. Needs `view_call`."""
    seen = _seen(request, call, purpose, AuditEvent.CONSENT_VIEWED)
    return ConsentsShape(call=seen.row.id, consents=[consent_shape(one) for one in seen.consents])


def _seen(request: HttpRequest, call: str, purpose: str, event: AuditEvent) -> CallView:
    caller, name = caller_of(request), CallId(require_id(call))
    what = caller.purpose(Action.VIEW_CALL, purpose)
    seen = queries.call(caller.actor, what, name, caller.now)
    record_access(caller.actor, event, what, name, caller.now, name)
    return seen


def _call(row: CallRow) -> CallShape:
    asked = row.callback if row.callback is not None and row.callback.calls_back else None
    return CallShape(
        id=row.id,
        started_at=moment(row.started_at),
        line=row.line,
        number=row.number,
        withheld=row.withheld,
        duration_ms=row.duration,
        outcome=row.outcome or None,
        consent=row.consent.value,
        callback="none" if asked is None else "open" if asked.closed_at is None else "done",
        due_at=moment_or_none(row.own_due_at),
    )


def consent_shape(seen: ConsentView) -> ConsentShape:
    """Return a change of a consent as it goes out."""
    return ConsentShape(
        id=seen.id,
        purpose=seen.purpose,
        state=seen.state.value,
        at=moment(seen.at),
        text=seen.text,
        language=seen.language,
        method=seen.method,
        refused_by=seen.refused_by,
        promised=seen.promised,
        due_at=moment_or_none(seen.due_at),
    )


def _recording(seen: RecordingView) -> RecordingShape:
    return RecordingShape(
        id=seen.id,
        purpose=seen.purpose,
        state=seen.state.value,
        length_ms=seen.length,
        due_at=moment_or_none(seen.due_at),
        erased_at=moment_or_none(seen.erased_at),
        intact=seen.intact,
        checked_at=moment_or_none(seen.checked_at),
    )
