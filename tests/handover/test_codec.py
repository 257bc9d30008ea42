"""Records cross as canonical JSON, strictly: what does not fit is refused, with its path."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain import canonical
from rufschutz.handover.codec import RecordError, from_json, to_json

Name = NewType("Name", str)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Inner:
    count: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Outer:
    name: Name
    colour: Colour
    note: str | None
    done: bool
    inner: Inner
    rows: tuple[Inner, ...]
    table: dict[str, Inner]


inners = st.builds(Inner, count=st.integers(-(2**53) + 1, 2**53 - 1), key=st.binary(max_size=8))
texts = st.text(st.characters(codec="utf-8"), max_size=8)
outers = st.builds(
    Outer,
    name=texts.map(Name),
    colour=st.sampled_from(Colour),
    note=st.none() | texts,
    done=st.booleans(),
    inner=inners,
    rows=st.lists(inners, max_size=3).map(tuple),
    table=st.dictionaries(st.text(st.characters(codec="ascii"), max_size=4), inners, max_size=3),
)

GOOD = Outer(Name("n"), Colour.RED, None, True, Inner(1, b"\x01"), (Inner(2, b""),), {"a": Inner(3, b"")})


@given(outers)
def test_what_is_written_is_read_back(record: Outer) -> None:
    assert from_json(Outer, canonical.loads(canonical.dumps(to_json(record)))) == record


def changed(path: str, value: canonical.Json) -> canonical.Json:
    """The good record's JSON with the value at a dotted path replaced, or dropped for '<gone>'."""
    tree = to_json(GOOD)
    node = tree
    *way, last = path.split(".")
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node[step]  # type: ignore[index]
    assert isinstance(node, dict)
    if value == "<gone>":
        del node[last]
    else:
        node[last] = value
    return tree


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("inner.count", "1", "$.inner.count: expected int, found str"),
        ("inner.count", True, "$.inner.count: expected int, found bool"),
        ("done", 1, "$.done: expected bool, found int"),
        ("name", None, "$.name: expected str, found NoneType"),
        ("note", 7, "$.note: expected str, found int"),
        ("inner.key", "zz", "$.inner.key: non-hexadecimal"),
        ("inner.key", "AB", "$.inner.key: not in lower-case hex"),
        ("inner.key", "ab cd", "$.inner.key: not in lower-case hex"),
        ("colour", "green", "$.colour: 'green' is not a valid Colour"),
        ("colour", 1, "$.colour: expected Colour, found int"),
        ("inner", [], "$.inner: expected Inner, found list"),
        ("rows", {}, "$.rows: expected a tuple, found dict"),
        ("rows.0.count", None, "$.rows[0].count: expected int, found NoneType"),
        ("table", [], "$.table: expected a dict, found list"),
        ("table.a.count", "x", "$.table.a.count: expected int, found str"),
        ("table.a.colour", "x", "$.table.a: Inner has other fields: colour"),
        ("surplus", 1, "$: Outer has other fields: surplus"),
        ("inner.key", "<gone>", "$.inner: Inner has other fields: key"),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(path: str, value: canonical.Json, says: str) -> None:
    with pytest.raises(RecordError) as refused:
        from_json(Outer, changed(path, value))
    assert str(refused.value).startswith(says)


def test_what_has_no_json_form_is_refused() -> None:
    with pytest.raises(RecordError, match="float cannot be part of a record"):
        to_json(1.5)


def test_only_unions_with_none_can_be_read() -> None:
    with pytest.raises(RecordError, match="only unions with None"):
        from_json(str | int, "x")  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Grown:
    name: str
    limit: int = 7
    table: dict[str, int] = field(default_factory=dict)


def test_what_an_earlier_version_wrote_reads_with_the_defaults_of_this_one() -> None:
    assert from_json(Grown, {"name": "n"}) == Grown("n", 7, {})


def test_a_field_without_a_default_must_be_there() -> None:
    with pytest.raises(RecordError, match=r"\$: Grown has other fields: name$"):
        from_json(Grown, {"limit": 3})


def test_a_default_makes_room_for_no_other_field() -> None:
    with pytest.raises(RecordError, match=r"other fields: more$"):
        from_json(Grown, {"name": "n", "more": 1})
