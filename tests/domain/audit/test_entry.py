from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain import canonical
from rufschutz.domain.audit.entry import Detail, Entry, EntryError, padded, read_entry, unpadded
from rufschutz.domain.audit.leaf import commitment
from rufschutz.domain.audit.vocabulary import AuditEvent, EventClass
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

PLAYED = Entry(
    AuditEvent.RECORDING_PLAYED,
    TenantId("t-1"),
    Millis(1_790_000_000_000),
    "p-1",
    "a-1",
    (Detail("blob", None), Detail("parts", ("x", "y")), Detail("seconds", 12), Detail("whole", True)),
)


@pytest.mark.rule("R61")
def test_the_payload_is_canonical_json_that_says_who_did_what_to_which():
    assert json.loads(PLAYED.payload()) == {
        "format": "rufschutz-audit/1",
        "event": "console:recording:played",
        "tenant": "t-1",
        "at": 1_790_000_000_000,
        "actor": "p-1",
        "subject": "a-1",
        "details": {"blob": None, "parts": ["x", "y"], "seconds": 12, "whole": True},
    }
    assert canonical.dumps(canonical.loads(PLAYED.payload())) == PLAYED.payload()


def test_the_leaf_commits_to_the_payload_at_its_index():
    leaf = PLAYED.leaf(bytes(32), 5)
    assert leaf.event_class is EventClass.ACCESS
    assert leaf.hour == 1_790_000_000_000 // 3_600_000
    assert leaf.commitment == commitment(bytes(32), 5, PLAYED.payload())


values = st.text() | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none()
values |= st.lists(st.text()).map(tuple)


@given(
    st.sampled_from(AuditEvent),
    st.text(),
    st.dictionaries(st.text(st.characters(max_codepoint=127)), values),
)
def test_an_entry_reads_back(event, subject, details):
    rows = tuple(Detail(name, details[name]) for name in sorted(details))
    entry = Entry(event, TenantId("t"), Millis(1), "worker", subject, rows)
    assert read_entry(entry.payload()) == entry


def changed(**fields) -> bytes:
    return canonical.dumps({**json.loads(PLAYED.payload()), **fields})


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"[]", "no audit entry"),
        (changed(format="other/1"), "no audit entry"),
        (changed(at="today"), "no audit entry"),
        (changed(event="console:recording:copied"), "'console:recording:copied' is not known"),
        (changed(details={"deep": {}}), "'deep' holds an object"),
    ],
)
def test_a_payload_of_another_shape_is_refused(payload, words):
    with pytest.raises(EntryError, match=words):
        read_entry(payload)


@given(st.integers(0, 3000))
def test_the_length_of_a_stored_payload_tells_nothing(size):
    payload = b"{" + b"a" * size + b"}"
    assert len(padded(payload)) % 256 == 0
    assert unpadded(padded(payload)) == payload
