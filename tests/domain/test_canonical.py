from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.canonical import CanonicalError, dumps, loads

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
ASCII = st.text(alphabet=st.characters(max_codepoint=127))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=20,
)


def test_the_form_is_the_shortest_one_with_sorted_keys():
    value = {"b": [1, True, None], "a": {"y": "Müller", "x": -5}}
    assert dumps(value) == '{"a":{"x":-5,"y":"Müller"},"b":[1,true,null]}'.encode()


def test_control_characters_are_escaped_as_rfc_8785_asks():
    assert dumps('\x00\x08\t\n\x0b\x0c\r\x1f"\\/\x7f€😀') == (
        b'"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\"\\\\/\x7f' + "€😀".encode() + b'"'
    )


@given(VALUES)
def test_what_is_written_is_read_back_and_is_json(value):
    data = dumps(value)
    assert loads(data) == value
    assert json.loads(data) == value


@given(VALUES)
def test_a_value_has_one_form(value):
    def shuffled(inner):
        if isinstance(inner, dict):
            return {key: shuffled(inner[key]) for key in reversed(list(inner))}
        return [shuffled(item) for item in inner] if isinstance(inner, list) else inner

    assert dumps(shuffled(value)) == dumps(value)


@pytest.mark.parametrize(
    "value",
    [1.5, 2**53, -(2**53), {"ü": 1}, {1: 2}, [{"a": 0.0}], b"bytes", (1, 2), {"a": {"b": 2**60}}],
    ids=repr,
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(CanonicalError):
        dumps(value)


@pytest.mark.parametrize("text", ["\ud800", "a\udfff"])
def test_half_a_character_has_no_bytes(text):
    with pytest.raises(CanonicalError, match="surrogate"):
        dumps({"a": text})
    with pytest.raises(CanonicalError, match="surrogate"):
        loads(json.dumps(text).encode())


def test_what_is_nested_beyond_reason_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(CanonicalError, match="deeply"):
        dumps(value)
    with pytest.raises(CanonicalError, match="deeply"):
        loads(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize("edge", [2**53 - 1, -(2**53) + 1])
def test_the_largest_exact_integers_are_kept(edge):
    assert loads(dumps([edge])) == [edge]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":2}',
        b"1.0",
        b"1e3",
        b"-0",
        b'"\\u00fc"',
        b' "a"',
        b'"a"\n',
        b"NaN",
        b'["\\/"]',
    ],
    ids=repr,
)
def test_json_in_another_form_is_refused(data):
    with pytest.raises(CanonicalError):
        loads(data)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"nope", b'{"a":1}x'], ids=repr)
def test_what_is_not_json_is_refused(data):
    with pytest.raises(CanonicalError, match="not JSON"):
        loads(data)
