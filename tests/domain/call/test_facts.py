from __future__ import annotations

import dataclasses
import typing

import pytest

from rufschutz.domain.call import facts

MAY_NAME_A_NUMBER = {
    facts.RecordingStarted: "number",
    facts.MatterConfirmed: "callback_number",
    facts.ConsentChanged: "number",
    facts.PreferenceSet: "number",
}


@pytest.mark.parametrize("fact", typing.get_args(facts.Fact))
def test_a_fact_has_a_head_first_and_cannot_be_changed(fact):
    assert dataclasses.fields(fact)[0].name == "head"
    assert fact.__dataclass_params__.frozen


@pytest.mark.parametrize("fact", typing.get_args(facts.Fact))
def test_only_what_needs_a_number_may_carry_one(fact):
    numbers = [field.name for field in dataclasses.fields(fact) if "number" in field.name]
    assert numbers == ([MAY_NAME_A_NUMBER[fact]] if fact in MAY_NAME_A_NUMBER else [])


def test_the_states_of_a_consent_are_those_of_the_standard():
    assert {*facts.ConsentState} == {
        "requested",
        "given",
        "refused",
        "withdrawn",
        "expired",
        "invalidated",
    }
