"""A call plan crosses whole, or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain import canonical
from rufschutz.domain.ids import EpochId, LineId, PlanVersion, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.handover.codec import RecordError
from rufschutz.handover.plan import FORMAT, CallPlan, IngestKey, Timing, plan_bytes, read_plan

Records = Callable[[Any], st.SearchStrategy[Any]]


@pytest.fixture(scope="session")
def plans(records: Records) -> st.SearchStrategy[CallPlan]:
    """Any plan of the format that is known."""
    return records(CallPlan).map(lambda plan: dataclasses.replace(plan, format=FORMAT))


@given(data=st.data())
@settings(max_examples=25)
def test_a_plan_is_read_back_as_it_was(plans: st.SearchStrategy[CallPlan], data: st.DataObject) -> None:
    plan = data.draw(plans)
    assert read_plan(plan_bytes(plan)) == plan
    assert plan_bytes(read_plan(plan_bytes(plan))) == plan_bytes(plan)


@pytest.fixture(scope="session")
def plan() -> CallPlan:
    """A plan with little in it."""
    timing = Timing(0, 0, 2, 0, 0, 0, 0, 0, 0)
    key = IngestKey(EpochId("e"), "suite", b"key")
    ids = (PlanVersion("1"), TenantId("t"), LineId("l"))
    start = (Millis(0), Millis(1))
    return CallPlan(FORMAT, *ids, "u", "Europe/Berlin", "de", (), *start, None, timing, {}, {}, key, key)


def test_a_plan_of_another_format_is_refused(plan: CallPlan) -> None:
    later = dataclasses.replace(plan, format="rufschutz-plan/2")
    with pytest.raises(RecordError, match="'rufschutz-plan/2' is not known here"):
        read_plan(plan_bytes(later))


def test_an_unknown_field_is_refused(plan: CallPlan) -> None:
    tree = canonical.loads(plan_bytes(plan))
    assert isinstance(tree, dict)
    tree["extra"] = 1
    with pytest.raises(RecordError, match=r"^\$: CallPlan has other fields: extra"):
        read_plan(canonical.dumps(tree))


def test_a_wrong_type_is_refused_where_it_stands(plan: CallPlan) -> None:
    tree = canonical.loads(plan_bytes(plan))
    assert isinstance(tree, dict)
    timing = tree["timing"]
    assert isinstance(timing, dict)
    timing["repeats"] = "two"
    with pytest.raises(RecordError, match=r"^\$\.timing\.repeats: expected int, found str"):
        read_plan(canonical.dumps(tree))
