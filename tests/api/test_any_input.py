"""Whatever is sent: an answer, or a refusal that is told; never a fault of ours, never what was sent."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rufschutz.api.bearer import RATES
from rufschutz.api.document import document
from rufschutz.api.service import API, PREFIX

TOLD = json.loads(json.dumps(document(API, PREFIX)))
SCHEMAS = TOLD["components"]["schemas"]
OPERATIONS = [
    (path.removeprefix("/api/v1"), method, operation)
    for path, methods in TOLD["paths"].items()
    for method, operation in methods.items()
]
WORDS = st.text(max_size=40) | st.sampled_from(
    ["+493023125042", "\x00", "\ud800", "record_matter", "0" * 32, "P7D"]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)


def near(schema: dict) -> st.SearchStrategy:
    """Return values like those that a schema takes, and now and then something else."""
    if "$ref" in schema:
        return near(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of([near(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | JUNK
    return KINDS.get(schema.get("type", ""), lambda _: JUNK)(schema) | JUNK


def thing(schema: dict) -> st.SearchStrategy:
    fields = {name: near(one) for name, one in schema.get("properties", {}).items()}
    more = schema.get("additionalProperties")
    named = st.sampled_from(["recording_matter", "record_matter", "opening.keypad.ask_first", "de", "x"])
    extra = st.dictionaries(named, near(more), max_size=2) if isinstance(more, dict) else st.just({})
    some = st.fixed_dictionaries({}, optional=fields)
    return st.builds(lambda a, b: a | b, st.fixed_dictionaries(fields) | some, extra)


KINDS = {
    "object": thing,
    "array": lambda schema: st.lists(near(schema.get("items", {})), max_size=3),
    "string": lambda schema: st.sampled_from(schema["examples"]) if schema.get("examples") else WORDS,
    "integer": lambda _: st.integers(),
    "boolean": lambda _: st.booleans(),
    "null": lambda _: st.none(),
}


def bodies(operation: dict) -> st.SearchStrategy:
    content = operation.get("requestBody", {}).get("content", {})
    raw = st.binary(max_size=40)
    if "application/json" not in content:
        return st.tuples(st.sampled_from([*content, "application/json"]), raw)
    fitting = near(content["application/json"]["schema"]).map(lambda value: json.dumps(value).encode())
    named = st.sampled_from(sorted(content))
    return st.tuples(st.just("application/json"), fitting | raw) | st.tuples(named | HEADER, raw)


def addresses(path: str, operation: dict) -> st.SearchStrategy:
    ids = st.sampled_from(["0" * 31 + "1", "f" * 32]) | WORDS
    filled = ids.map(
        lambda name: path.partition("{")[0] + quote(name, safe="", errors="replace") + path.rpartition("}")[2]
    )
    names = [one["name"] for one in operation["parameters"] if one["in"] == "query"]
    query = st.dictionaries(st.sampled_from([*names, "x"]), WORDS | st.integers(-3, 300).map(str), max_size=3)
    put = query.map(lambda asked: "&".join(f"{n}={quote(v, errors='replace')}" for n, v in asked.items()))
    return st.builds(lambda a, q: f"{a}?{q}" if q else a, filled if "{" in path else st.just(path), put)


@pytest.mark.usefixtures("message")
@pytest.mark.parametrize(
    ("path", "method", "operation"),
    OPERATIONS,
    ids=lambda v: v.get("operationId") if isinstance(v, dict) else None,
)
def test_no_input_is_a_fault_of_ours(machine, path, method, operation):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        address=addresses(path, operation),
        body=bodies(operation),
        purpose=st.sampled_from(["handle_matter", "security", "rights", "prove_consent", ""]) | HEADER,
        named=st.just("") | HEADER,
    )
    def sent(address, body, purpose, named):
        RATES.clear()
        kind, content = body
        answer = machine.send(
            method.upper(),
            address,
            content,
            Content_Type=kind,
            Rufschutz_Purpose=purpose,
            Idempotency_Key=named,
        )
        assert answer.status_code < 500, answer.content
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert "3023125042" not in answer.content.decode()

    sent()
