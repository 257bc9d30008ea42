"""Frozen dataclasses to canonical JSON and back, strictly.

Supports what records are made of: ``str``, ``int``, ``bool``, ``None``, ``bytes``
(as lower-case hex), `StrEnum`, `NewType`, tuples, ``dict`` with string keys, unions
with ``None`` and nested dataclasses. An unknown or mistyped field is an error, and so is
a missing one, unless the record has a default for it: that is how what an earlier version
wrote stays readable.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from rufschutz.handover.errors import HandoverError

if typing.TYPE_CHECKING:
    from rufschutz.domain.canonical import Json

T = TypeVar("T")


class RecordError(HandoverError):
    """Bytes that do not hold the record they should; ``path`` says where."""

    advice = "Written by another version, or damaged: compare the versions of voice and core."


def to_json(value: object) -> Json:
    """Return the JSON form of a record; raise `RecordError` for a type that has none."""
    match value:
        case bool() | int() | None:
            return value
        case str():
            return str(value)
        case bytes():
            return value.hex()
        case tuple():
            return [to_json(item) for item in value]
        case dict():
            return {str(key): to_json(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise RecordError(f"{type(value).__name__} cannot be part of a record")


def from_json(kind: type[T], value: Json, path: str = "$") -> T:
    """Read a record of type ``kind``; raise `RecordError` naming the path where it does not fit."""
    return typing.cast("T", _read(kind, value, path))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, value: Json, path: str) -> object:  # noqa: ANN401 - a type expression
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    origin = typing.get_origin(kind)
    if origin in {types.UnionType, typing.Union}:
        return _read_optional(kind, value, path)
    if origin in {tuple, dict}:
        return _read_container(kind, origin, value, path)
    if dataclasses.is_dataclass(kind):
        return _read_record(typing.cast("type", kind), value, path)
    return _read_scalar(kind, value, path)


def _read_optional(kind: Any, value: Json, path: str) -> object:  # noqa: ANN401 - a type expression
    if value is None:
        return None
    members = [member for member in typing.get_args(kind) if member is not type(None)]
    if len(members) != 1:
        raise RecordError(f"{path}: only unions with None can be read")
    return _read(members[0], value, path)


def _read_container(kind: Any, origin: type, value: Json, path: str) -> object:  # noqa: ANN401 - a type expression
    arguments = typing.get_args(kind)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(arguments[0], item, f"{path}[{index}]") for index, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {key: _read(arguments[1], item, f"{path}.{key}") for key, item in value.items()}
    raise RecordError(f"{path}: expected a {origin.__name__}, found {type(value).__name__}")


def _read_record(kind: type, value: Json, path: str) -> object:
    if not isinstance(value, dict):
        raise RecordError(f"{path}: expected {kind.__name__}, found {type(value).__name__}")
    hints = _hints(kind)
    fields = dataclasses.fields(kind)
    names = {field.name for field in fields}
    needed = {field.name for field in fields if not _has_default(field)}
    if not needed <= value.keys() <= names:
        wrong = sorted((needed - value.keys()) | (value.keys() - names))
        raise RecordError(f"{path}: {kind.__name__} has other fields: {', '.join(wrong)}")
    return kind(**{name: _read(hints[name], value[name], f"{path}.{name}") for name in sorted(value)})


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _read_scalar(kind: Any, value: Json, path: str) -> object:  # noqa: ANN401 - a type expression
    try:
        if isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(value, str):
            return kind(value)
        if kind is bytes and isinstance(value, str):
            return _from_hex(value)
    except ValueError as error:
        raise RecordError(f"{path}: {error}") from error
    if kind in {str, int, bool} and type(value) is kind:
        return value
    raise RecordError(f"{path}: expected {getattr(kind, '__name__', kind)}, found {type(value).__name__}")


def _from_hex(text: str) -> bytes:
    """Read lower-case hex and nothing else: each value has one form, so no bit of it can change unseen."""
    value = bytes.fromhex(text)
    if value.hex() != text:
        raise ValueError("not in lower-case hex")
    return value
