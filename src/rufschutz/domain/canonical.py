"""Canonical JSON: the bytes that are hashed, signed and sealed.

Strings, integers, booleans, ``null``, lists and objects with ASCII keys only;
no fractions. Within these limits the standard library's output is that of
RFC 8785, so a stranger can check a hash with nothing but Python.
"""

from __future__ import annotations

import json
from typing import TypeAlias

from rufschutz.domain.errors import DomainError

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"

_SAFE = 2**53


class CanonicalError(DomainError):
    """A value that has no canonical form, or bytes that are not canonical."""


def dumps(value: Json) -> bytes:
    """Return the one UTF-8 form of ``value``; raise `CanonicalError` where there is none."""
    try:
        _check(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise CanonicalError("a half of a surrogate pair is no text") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error


def loads(data: bytes) -> Json:
    """Read canonical bytes; raise `CanonicalError` unless they are exactly what `dumps` writes."""
    try:
        value: Json = json.loads(data)
    except ValueError as error:
        raise CanonicalError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise CanonicalError("nested too deeply") from error
    if dumps(value) != data:
        raise CanonicalError("JSON, but not in its canonical form")
    return value


def _check(value: Json) -> None:
    match value:
        case None | str() | bool():
            return
        case int():
            if abs(value) >= _SAFE:
                raise CanonicalError(f"integer {value} is not exact in every reader")
        case list():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str) or not key.isascii():
                    raise CanonicalError(f"key {key!r} is not an ASCII string")
                _check(item)
        case _:
            raise CanonicalError(f"{type(value).__name__} has no canonical form")
