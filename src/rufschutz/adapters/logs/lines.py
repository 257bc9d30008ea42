"""A log record as a line, in JSON or as text, behind the wall.

A line holds the message's template and its arguments apart, so that equal events can be
counted: ``event`` is the same for the same logger and template. Of loggers that are not
ours only the leading words and plain numbers are kept: what libraries put into a message
may come from a caller or a browser.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from rufschutz.adapters.logs.failure import Failure, describe, type_of, words_of
from rufschutz.adapters.logs.wall import DROPPED, is_plain, may_pass, scrub

Value: TypeAlias = str | int | float | bool | None

_OURS: Final = "rufschutz"
_LEADING: Final = re.compile(r"[A-Za-z][A-Za-z .,_-]{0,99}")
_PLACEHOLDER: Final = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_OWN_ATTRIBUTES: Final = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What is left of a record. ``at``: seconds since 1970; ``dropped``: how much the wall held back."""

    at: float
    level: str
    process: str
    logger: str
    template: str
    arguments: tuple[Value, ...]
    fields: tuple[tuple[str, Value], ...]
    failure: Failure | None
    dropped: int

    def as_json(self) -> str:
        """Return one line of JSON."""
        record: dict[str, object] = {
            "time": _moment(self.at),
            "level": self.level,
            "process": self.process,
            "logger": self.logger,
            "event": _event(self.logger, self.template),
            "message": self.template,
        }
        if self.arguments:
            record["arguments"] = self.arguments
        record |= {f"field.{name}": value for name, value in self.fields}
        if self.failure is not None:
            record |= {"error": self.failure.types, "error_at": self.failure.places}
            record |= {"error_message": self.failure.words} if self.failure.words else {}
        if self.dropped:
            record["dropped"] = self.dropped
        return json.dumps(record, ensure_ascii=False, allow_nan=False, default=str)

    def as_text(self) -> str:
        """Return one line for a person at a terminal."""
        values = iter(self.arguments)
        message = _PLACEHOLDER.sub(lambda _: str(next(values, "?")), self.template).replace("%%", "%")
        words = [_moment(self.at), self.process, self.level, self.logger, message]
        words += [f"{name}={value}" for name, value in self.fields]
        if self.failure is not None:
            told = f": {self.failure.words}" if self.failure.words else ""
            words.append(f"({' < '.join(self.failure.types)}{told} at {' > '.join(self.failure.places)})")
        return " ".join(words)


def line_of(record: logging.LogRecord, process: str) -> Line:
    """Return what may be written of a record."""
    ours = record.name.split(".")[0] == _OURS
    template, lost = _template(record, ours=ours)
    arguments, withheld = _arguments(record.args, ours=ours)
    fields, unnamed = _fields(record, ours=ours)
    failure = _failure(record)
    dropped = lost + withheld + unnamed + (failure.dropped if failure else 0)
    return Line(
        at=record.created,
        level=record.levelname,
        process=process,
        logger=record.name,
        template=template,
        arguments=arguments,
        fields=fields,
        failure=failure,
        dropped=dropped,
    )


def _template(record: logging.LogRecord, *, ours: bool) -> tuple[str, int]:
    """Return the template; of a foreign message without arguments only its leading words."""
    text = str(record.msg)
    if not ours and not record.args:
        found = _LEADING.match(text)
        text = found[0].rstrip() if found else type(record.msg).__name__
    return scrub(text[:_LONGEST])


def _arguments(given: object, *, ours: bool) -> tuple[tuple[Value, ...], int]:
    if not given:
        return (), 0
    values = tuple(given.values()) if isinstance(given, Mapping) else given
    told = [_value(value, ours=ours) for value in (values if isinstance(values, tuple) else (values,))]
    return tuple(value for value, _ in told), sum(dropped for _, dropped in told)


def _fields(record: logging.LogRecord, *, ours: bool) -> tuple[tuple[tuple[str, Value], ...], int]:
    """Return what came in ``extra`` under a known name; a foreign logger's is never told nor counted."""
    given = {name: value for name, value in record.__dict__.items() if name not in _OWN_ATTRIBUTES}
    if not ours:
        return (), 0
    told = {name: _value(value, ours=True) for name, value in given.items() if may_pass(name)}
    dropped = len(given) - len(told) + sum(count for _, count in told.values())
    return tuple((name, value) for name, (value, _) in told.items()), dropped


def _value(value: object, *, ours: bool) -> tuple[Value, int]:
    """Return a value as it may be told, and how much of it was dropped."""
    if value is None or isinstance(value, bool):
        return value, 0
    if isinstance(value, int | float):
        return (value, 0) if is_plain(value) else (DROPPED, 1)
    if not ours:
        return "…", 0
    if isinstance(value, BaseException):
        words, dropped = words_of(value)
        return words or type_of(value), dropped
    return scrub(str(value)[:_LONGEST])


def _failure(record: logging.LogRecord) -> Failure | None:
    if not record.exc_info or record.exc_info[1] is None:
        return None
    return describe(record.exc_info[1], record.exc_info[2])


def _moment(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@lru_cache(maxsize=1_024)
def _event(logger: str, template: str) -> str:
    return hashlib.sha256(f"{logger}\0{template}".encode()).hexdigest()[:8]
