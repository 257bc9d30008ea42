"""The values that several operations share: ids, moments, numbers, names, headers.

Decides what a value may look like before anything is asked of the record. What does not fit is
refused with 422 and its place; what came is not repeated.
"""

from __future__ import annotations

import json
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Schema
from ninja.params.functions import Header, Path
from ninja.parser import Parser
from pydantic import ConfigDict, Field, StringConstraints

from rufschutz.api.errors import InvalidError, WrongTypeError
from rufschutz.api.problems import Fault, where
from rufschutz.core.audit.access import NotFound
from rufschutz.domain.freetext import unreadable_places
from rufschutz.domain.moments import Millis, to_datetime

ID: Final = "[0-9a-f]{32}"
NAME: Final = r"^[a-z][a-z0-9_]{0,63}$"

Name = Annotated[str, StringConstraints(pattern=NAME)]
Number = Annotated[
    str,
    StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$"),
    Field(description="A number in E.164, with its plus.", examples=["+493023125042"]),
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Purpose = Annotated[
    str,
    Header(
        "",
        alias="Rufschutz-Purpose",
        max_length=64,
        description="What this request is for. Needed where the key has several purposes that fit.",
    ),
]
RequestName = Annotated[
    str,
    Header(
        "",
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[\x21-\x7e]*$",
        description="A name of your own for this request. Repeated within a day with the same body, it is "
        "answered as the first time and done once.",
    ),
]
Id = Annotated[str, Path(max_length=100, description="An id from a list: 32 hex digits.")]


class Shape(Schema):
    """What goes out."""

    model_config = ConfigDict(frozen=True)


class Asked(Schema):
    """What comes in; a name that is not known here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class JsonParser(Parser):
    """Reads JSON bodies, and nothing that does not say that it is JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, object]:
        """Return the body; raise `WrongTypeError`, `ValueError`, or `InvalidError` for unreadable signs."""
        if request.content_type != "application/json":
            raise WrongTypeError("send the body as application/json")
        read: dict[str, object] = json.loads(request.body)
        require_readable_body(read)
        return read


def require_readable_body(read: object) -> None:
    """Raise `InvalidError` with every place of a JSON body that holds a sign which nobody can read."""
    if places := unreadable_places(read, "body"):
        faults = tuple(Fault(where(place), "holds a sign that cannot be read") for place in places)
        raise InvalidError("the body holds signs that cannot be read", faults)


def moment(at: Millis | int) -> str:
    """Return a moment as ISO 8601 in UTC with ms, such as 2026-09-21T13:33:20.000Z."""
    return to_datetime(Millis(at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_or_none(at: Millis | int | None) -> str | None:
    """Return a moment as `moment` does, None for none."""
    return None if at is None else moment(at)


def require_id(value: str) -> str:
    """Return an id as it came; raise `NotFound` for what can be none."""
    if len(value) == 32 and not set(value) - set("0123456789abcdef"):
        return value
    raise NotFound("there is no such id")
