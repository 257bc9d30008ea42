"""Facts travel under a versioned name and come back equal; a strange one is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain import canonical
from rufschutz.domain.call import facts
from rufschutz.domain.call.facts import Fact
from rufschutz.handover.codec import RecordError
from rufschutz.handover.facts import fact_bytes, fact_type, read_fact

KINDS = Fact.__args__

Records = Callable[[Any], st.SearchStrategy[Any]]


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=20)
def test_every_fact_is_read_back_as_it_was(kind: type[Fact], records: Records, data: st.DataObject) -> None:
    fact: Fact = data.draw(records(kind))
    assert read_fact(fact_type(fact), fact_bytes(fact)) == fact


def test_every_kind_of_fact_has_a_versioned_name() -> None:
    for kind in KINDS:
        name = fact_type(object.__new__(kind))
        assert name.endswith("/1")
        assert dataclasses.is_dataclass(kind)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(RecordError, match=r"'call\.ended/9' are not known"):
        read_fact("call.ended/9", b"{}")


def test_a_payload_with_an_unknown_field_is_refused() -> None:
    payload = canonical.dumps({"artefact": "a", "head": {}, "mood": "glad"})
    with pytest.raises(RecordError, match=r"^\$: RecordingResumed has other fields: mood"):
        read_fact("recording.resumed/1", payload)


def test_a_payload_of_another_kind_is_refused_with_its_path() -> None:
    payload = canonical.dumps({"artefact": 5, "head": {}})
    with pytest.raises(RecordError, match=r"^\$\.artefact: expected str, found int"):
        read_fact("recording.resumed/1", payload)


def test_a_payload_that_is_not_canonical_is_refused() -> None:
    with pytest.raises(canonical.CanonicalError, match="canonical"):
        read_fact("recording.resumed/1", b'{ "artefact": "a" }')


def test_facts_are_the_facts_of_the_domain() -> None:
    assert facts.CallEnded in KINDS
