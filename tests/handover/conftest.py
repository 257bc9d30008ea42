"""Any record a contract allows, drawn from its annotations."""

from __future__ import annotations

import dataclasses
import types
import typing
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import strategies as st

from rufschutz.domain.ids import EpochId, FactId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool import SpoolWriter, WrappedKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(codec="utf-8"), max_size=4),
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    bool: st.booleans(),
    bytes: st.binary(max_size=4),
}


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    while hasattr(kind, "__supertype__"):
        kind = kind.__supertype__
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in {types.UnionType, typing.Union}:
        return st.one_of([st.none() if part is type(None) else strategy(part) for part in arguments])
    if origin is tuple:
        return st.lists(strategy(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        keys = st.text(st.characters(codec="ascii"), max_size=3)
        return st.dictionaries(keys, strategy(arguments[1]), max_size=2)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        fields = {field.name: strategy(hints[field.name]) for field in dataclasses.fields(kind)}
        return st.fixed_dictionaries(fields).map(lambda values: typing.cast("Any", kind)(**values))
    return st.sampled_from(kind) if issubclass(kind, StrEnum) else SCALARS[kind]


@pytest.fixture(scope="session")
def records() -> Callable[[Any], st.SearchStrategy[Any]]:
    """A function from a type to a strategy for its values."""
    return strategy


class PlainSealer:
    """Seals nothing: what the spool itself keeps must hold without any key."""

    def __init__(self) -> None:
        self.destroyed = False

    def head(self) -> WrappedKey:
        return WrappedKey("plain", EpochId("e1"), b"\x01\x02")

    def seal(self, sequence: int, envelope: bytes, payload: bytes) -> bytes:
        return payload

    def destroy(self) -> None:
        self.destroyed = True


@pytest.fixture
def sealer() -> PlainSealer:
    return PlainSealer()


@pytest.fixture
def writer(tmp_path: Path, sealer: PlainSealer) -> Iterator[SpoolWriter]:
    """Writer v1 at its first epoch, in an empty spool."""
    spool = SpoolWriter.open(tmp_path, "v1", 1, sealer)
    yield spool
    spool.close()


@pytest.fixture
def write() -> Callable[..., list[int]]:
    """A function that appends so many facts and makes them durable."""

    def append(spool: SpoolWriter, count: int) -> list[int]:
        done = [
            spool.append(
                "note/1", FactId(f"f{number}"), TenantId("t"), Millis(number), b"payload %d" % number
            )
            for number in range(count)
        ]
        spool.sync()
        return done

    return append
