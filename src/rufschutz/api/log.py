"""The audit log for machines: looking for entries, the newest signed statement, and proofs of both.

What goes out names people and things by their ids alone. A proof is a file that `verify.py` checks.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path, Query
from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints

from rufschutz.api.caller import caller_of
from rufschutz.api.errors import InvalidError
from rufschutz.api.shapes import Asked, Purpose, Shape, moment
from rufschutz.core.audit import access, proofs
from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.actions.daily import statement
from rufschutz.core.audit.queries import checkpoint as newest
from rufschutz.core.audit.search import search
from rufschutz.core.setup import opened
from rufschutz.core.tenants.queries import controller
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.search import LONGEST, Criteria, SearchError
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import LineId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.audit.queries import TrailLine

router = Router(tags=["log"])

MOST: Final = 1 << 53

Word = Annotated[str, StringConstraints(max_length=LONGEST)]
Size = Annotated[int, Query(ge=1, le=MOST, description="How many entries the checkpoint that you keep has.")]
Index = Annotated[int, Path(ge=0, le=MOST, description="The number of an entry.")]


class Looked(Asked):
    """What is looked for; what is left out is not asked.

    ``event``: one such as ``console:call:viewed``, or a class such as ``access``; ``who``: as entries
    name it; ``about``: the id of a call or of any other thing; ``before``: only entries below this number.
    """

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    event: Word = ""
    who: Word = ""
    about: Word = ""
    line: Word = ""
    before: Annotated[int, Field(ge=0, le=MOST)] | None = None


class EntryShape(Shape):
    """An entry. ``who``: a person's id, a process, or ``api_key:`` and its id; '' once it was erased."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "index": 1200,
                    "at": "2026-09-21T13:33:20.000Z",
                    "event": "retention:artefact:erased",
                    "sentence": "A recording was erased and its absence verified.",
                    "who": "retention",
                    "about": "5c1d9b1e0a7f4e2f8b6a3d4c2e1f0a9b",
                    "call": "0b5fd1e0c2a94c5c9d3f1f0a7f6f2b11",
                    "details": {"kind": "recording", "cause": "sweep"},
                    "redacted": False,
                }
            ]
        }
    )

    index: int
    at: str
    event: str
    sentence: str
    who: str
    about: str
    call: str
    details: dict[str, str | int | bool | list[str] | None]
    redacted: bool


class EntriesShape(Shape):
    """Entries, the newest first. ``before``: send it to look on, null where nothing is left.

    By ``who`` one answer looks at 5,000 entries at most: it may hold none and still name a ``before``.
    """

    entries: list[EntryShape]
    before: int | None


class CheckpointShape(Shape):
    """A checkpoint (C2SP tlog-checkpoint): ``text`` is what is signed and kept, byte by byte."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "size": 1201,
                    "root": "9f2c…",
                    "at": "2026-09-21T13:33:20.000Z",
                    "text": "rufschutz/…\n1201\nn8…=\n\n— rufschutz/… …\n",
                }
            ]
        }
    )

    size: int
    root: str
    at: str
    text: str


@router.get(
    "/audit/checkpoint",
    response=CheckpointShape,
    url_name="checkpoint",
    operation_id="view_checkpoint",
    summary="See the newest checkpoint of the log",
)
def checkpoint(request: HttpRequest, purpose: Purpose) -> CheckpointShape:
    """Return it; 404 before the first. A later one must extend it. Needs `view_audit`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    access.require(caller.actor, Action.VIEW_AUDIT, what, caller.now)
    found = newest(caller.actor.tenant)
    if found is None:
        raise access.NotFound("the log has no checkpoint yet")
    record_access(caller.actor, AuditEvent.AUDIT_VIEWED, what, "", caller.now)
    return CheckpointShape(size=found.size, root=found.root, at=moment(found.at), text=found.text)


@router.get(
    "/log",
    response=EntriesShape,
    url_name="log",
    operation_id="search_log",
    summary="Look for entries of the log",
)
def entries(request: HttpRequest, purpose: Purpose, asked: Annotated[Looked, Query()]) -> EntriesShape:
    """Return at most 100 entries; that it was looked for stands in the log. Needs `view_audit`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    try:
        wanted = _criteria(asked)
    except SearchError as error:
        raise InvalidError(str(error), ()) from error
    found = search(caller.actor, what, wanted, opened.keys(), Language.EN, caller.now, asked.before)
    return EntriesShape(entries=[_entry(each) for each in found.lines], before=found.before)


_PROOF: Final[dict[str, Any]] = {
    "responses": {
        200: {
            "description": "Canonical JSON; `verify.py` checks it without network.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    }
}
_PAGE: Final[dict[str, Any]] = {
    "responses": {
        200: {
            "description": "Counts and the newest checkpoint, in German words.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    }
}


@router.get(
    "/log/{index}/proof",
    url_name="proof",
    operation_id="prove_entry",
    summary="Take out the proof of one entry",
    openapi_extra=_PROOF,
)
def proof(request: HttpRequest, index: Index, purpose: Purpose) -> HttpResponse:
    """Return what an entry said, where it stands, and the checkpoint over it. Needs `view_audit`.

    404 where there is no such entry, or what it said was erased.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    try:
        data = proofs.proof(caller.actor, what, index, opened.keys(), opened.log_directory(), caller.now)
    except (proofs.NotYetProvenError, proofs.PayloadGoneError) as error:
        raise access.NotFound(str(error)) from error
    record_access(caller.actor, AuditEvent.PROOF_EXPORTED, what, "", caller.now)
    return HttpResponse(data, content_type="application/json")


@router.get(
    "/audit/consistency",
    url_name="consistency",
    operation_id="prove_growth",
    summary="Take out the proof that the log only grew",
    openapi_extra=_PROOF,
)
def consistency(request: HttpRequest, purpose: Purpose, since: Size) -> HttpResponse:
    """Return the proof that the newest checkpoint continues yours. Needs `view_audit`.

    A witness gives it to `rufschutz log witness --proof`. 404 where none of this size was signed.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    try:
        data = proofs.growth(caller.actor, what, since, opened.log_directory(), caller.now)
    except proofs.NotYetProvenError as error:
        raise access.NotFound(str(error)) from error
    record_access(caller.actor, AuditEvent.PROOF_EXPORTED, what, "", caller.now)
    return HttpResponse(data, content_type="application/json")


@router.get(
    "/audit/daily",
    url_name="daily",
    operation_id="view_daily_page",
    summary="See the page of the day",
    openapi_extra=_PAGE,
)
def daily(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    """Return what the log counted in the last 24 hours; 404 before the first entry. Needs `view_audit`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    access.require(caller.actor, Action.VIEW_AUDIT, what, caller.now)
    zone = controller(caller.actor.tenant).tzinfo
    day = dt.datetime.fromtimestamp(caller.now / 1000, zone).date()
    page = statement(caller.actor.tenant, day, caller.now)
    if not page:
        raise access.NotFound("the log has no checkpoint yet")
    record_access(caller.actor, AuditEvent.AUDIT_VIEWED, what, "", caller.now)
    return HttpResponse(page, content_type="text/plain; charset=utf-8")


def _criteria(asked: Looked) -> Criteria:
    line = LineId(asked.line) if asked.line else None
    return Criteria(_millis(asked.since), _millis(asked.until), asked.event, asked.who, asked.about, line)


def _millis(at: dt.datetime | None) -> Millis | None:
    return None if at is None else Millis(int(at.timestamp() * 1000))


def _entry(line: TrailLine) -> EntryShape:
    return EntryShape(
        index=line.index or 0,
        at=moment(line.at),
        event=line.event.value,
        sentence=line.sentence,
        who=line.actor,
        about=line.subject,
        call=line.call,
        details={
            each.name: list(each.value) if isinstance(each.value, tuple) else each.value
            for each in line.details
        },
        redacted=line.redacted,
    )
