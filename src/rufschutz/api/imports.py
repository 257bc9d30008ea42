"""Taking consents over from elsewhere: CSV or JSON, all of it or nothing.

Every wrong line is named with its reason and its column; what stood in it is not repeated. A
rehearsal says the same and keeps nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query
from pydantic import ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from rufschutz.api.caller import Caller, caller_of
from rufschutz.api.errors import InvalidError, UnreadableError, WrongTypeError
from rufschutz.api.problems import Fault
from rufschutz.api.repeats import once_only, repeatable
from rufschutz.api.shapes import Asked, Name, Number, Purpose, RequestName, Shape
from rufschutz.core.audit import access
from rufschutz.core.consent.actions.imports import take
from rufschutz.core.purposes.queries import rules
from rufschutz.core.setup import opened
from rufschutz.domain.access.request import Action
from rufschutz.domain.consent.because import Because
from rufschutz.domain.consent.imports import ImportFault, ImportLine, ImportRefused

router = Router(tags=["consents"])

Cell = Annotated[str, StringConstraints(max_length=200)]
_HEAD: Final = "number,purpose,channel,product,collected_on,source,evidence"
_ROW: Final = {
    "number": "+493023125042",
    "purpose": "remind",
    "channel": "",
    "product": "",
    "collected_on": "2026-05-04",
    "source": "form at the desk",
    "evidence": "folder 12, sheet 7",
}


class ConsentAsked(Asked):
    """A consent that was given elsewhere, on which day (ISO 8601), and by what that can be shown."""

    number: Number
    purpose: Name
    channel: Cell = ""
    product: Cell = ""
    collected_on: Cell
    source: Cell
    evidence: Cell


class ImportAsked(Asked):
    """Consents to take over, all or none of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"consents": [dict[str, JsonValue](_ROW)]}]})

    consents: Annotated[list[ConsentAsked], Field(min_length=1, max_length=20_000)]


class ImportedShape(Shape):
    """How many were taken over, and the batch that names them in the log; '' for a rehearsal."""

    count: int
    batch: str
    dry_run: bool


def _body() -> dict[str, Any]:
    schema = ImportAsked.model_json_schema(ref_template="#/components/schemas/{model}")
    defined = schema.pop("$defs")
    schema["properties"]["consents"]["items"] = defined["ConsentAsked"]
    csv = "\r\n".join([_HEAD, ",".join(_ROW.values()), ""])
    return {
        "required": True,
        "content": {
            "application/json": {"schema": schema},
            "text/csv": {"schema": {"type": "string"}, "example": csv},
        },
    }


@router.post(
    "/consents/imports",
    response={201: ImportedShape},
    url_name="import_consents",
    operation_id="import_consents",
    summary="Import consents",
    openapi_extra={"requestBody": _body()},
)
def imported(
    request: HttpRequest,
    purpose: Purpose,
    named: RequestName,
    because: Annotated[Because, Query(description="For what they are taken over; it stands in the log.")],
    dry_run: Annotated[bool, Query(default=False, description="Only say whether all could be taken over.")],
) -> HttpResponse:
    """Take consents over. Needs `import_consents` for the purpose prove_consent.

    A key with several purposes names it: `Rufschutz-Purpose: prove_consent`.

    422 names every wrong line (CSV: line 1 is the head). Only purposes with a standing consent can be
    imported; what was taken back or objected to here is not brought back.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.IMPORT_CONSENTS, purpose)
    access.require(caller.actor, Action.IMPORT_CONSENTS, what, caller.now)
    given = _given(request)
    content = b"%s %d %s" % (because.value.encode(), dry_run, request.body)
    way = repeatable if dry_run else once_only
    return way(caller, named, content, lambda: _take(caller, given, because, dry_run=dry_run), 201)


def _given(request: HttpRequest) -> bytes | tuple[ImportLine, ...]:
    match request.content_type:
        case "text/csv":
            return request.body
        case "application/json":
            return _lines(request.body)
        case _:
            raise WrongTypeError("send consents as text/csv or application/json")


def _lines(body: bytes) -> tuple[ImportLine, ...]:
    try:
        asked = ImportAsked.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        if any(fault["type"] == "json_invalid" for fault in found):
            raise UnreadableError("the body is no JSON") from error
        faults = tuple(Fault(_where(fault["loc"]), str(fault["msg"])) for fault in found)
        raise InvalidError("nothing was taken over", faults) from error
    return tuple(ImportLine(place, row.model_dump()) for place, row in enumerate(asked.consents))


def _where(place: tuple[int | str, ...]) -> str:
    """Return where a fault is; a name that is not ours is left out."""
    known = {*ConsentAsked.model_fields, *ImportAsked.model_fields}
    return ".".join(str(part) if isinstance(part, int) or part in known else "?" for part in place)


def _take(
    caller: Caller, given: bytes | tuple[ImportLine, ...], because: Because, *, dry_run: bool
) -> ImportedShape:
    actor = caller.actor
    try:
        done = take(actor, given, opened.keys(), rules(actor.tenant), caller.now, because, dry_run=dry_run)
    except ImportRefused as refused:
        csv = isinstance(given, bytes)
        faults = tuple(Fault(_line(fault, csv=csv), fault.why) for fault in refused.faults)
        raise InvalidError("nothing was taken over", faults) from refused
    return ImportedShape(count=done.count, batch=done.batch, dry_run=dry_run)


def _line(fault: ImportFault, *, csv: bool) -> str:
    place = f"line {fault.line}" if csv else f"consents.{fault.line}"
    return f"{place}{', ' if csv else '.'}{fault.column}" if fault.column else place
