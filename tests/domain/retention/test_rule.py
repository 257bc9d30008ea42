from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.ids import KindId, RuleId
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.rule import (
    DeletionRule,
    NoRuleError,
    PolicyError,
    StartType,
    compile_policy,
)

RECORDING = DeletionRule(
    id=RuleId("recording_matter/P"),
    kind=KindId("recording_matter"),
    start=StartType.COLLECTED,
    event="recorded",
    period=Period(days=7),
    cap=Period(days=30),
    review=None,
    reason="6(1)(a), 9(2)(a): as announced",
)
MATTER = replace(
    RECORDING,
    id=RuleId("matter/P"),
    kind=KindId("matter"),
    start=StartType.PROCESS_ENDED,
    event="matter_closed",
    period=Period(days=30),
    cap=Period(days=90),
)
PLEDGE = replace(
    RECORDING,
    id=RuleId("secrecy_pledge/P"),
    kind=KindId("secrecy_pledge"),
    start=StartType.RELATIONSHIP_ENDED,
    event="left",
    period=Period(years=3, to_year_end=True),
    cap=None,
    review=Period(months=24),
)


def faults_of(*rules: DeletionRule) -> list[str]:
    with pytest.raises(PolicyError) as refused:
        compile_policy(rules)
    assert refused.value.diagnostics().endswith("until all of them hold.")
    return [str(fault) for fault in refused.value.faults]


def test_the_shipped_shapes_compile_and_are_found_by_kind():
    policy = compile_policy([RECORDING, MATTER, PLEDGE])
    assert policy.rule_of(KindId("matter")) is MATTER
    assert policy.has(KindId("secrecy_pledge"))
    assert not policy.has(KindId("voice_print"))


@pytest.mark.rule("R41")
def test_a_kind_without_a_rule_is_refused_by_name():
    with pytest.raises(NoRuleError, match="'voice_print' has no deletion rule"):
        compile_policy([RECORDING]).rule_of(KindId("voice_print"))


@pytest.mark.rule("R99")
def test_a_matter_that_may_never_close_needs_a_cap_or_a_review():
    assert faults_of(replace(MATTER, cap=None)) == [
        "retention.matter.cap: waits for an event that may never come: needs a cap or a review date"
    ]
    assert compile_policy([replace(MATTER, cap=None, review=Period(months=24))])


@pytest.mark.rule("R99")
def test_a_relationship_needs_a_review_even_with_a_cap():
    assert faults_of(replace(PLEDGE, review=None, cap=Period(years=5))) == [
        "retention.secrecy_pledge.review: waits for the end of a relationship: needs a review date"
    ]


@pytest.mark.rule("R41")
@pytest.mark.parametrize(
    "period",
    [Period(years=31), Period(years=30, days=1), Period(days=12_000), Period(days=-1), Period(months=-1)],
)
@pytest.mark.parametrize("field", ["period", "cap", "review"])
def test_no_field_can_say_unlimited(field, period):
    assert faults_of(replace(RECORDING, **{field: period})) == [
        f"retention.recording_matter.{field}: {period} is below zero or beyond thirty years"
    ]


def test_all_faults_are_collected_each_with_its_path():
    assert faults_of(
        replace(RECORDING, reason=" "),
        replace(MATTER, cap=None, event=""),
        replace(PLEDGE, kind=KindId("matter"), id=RuleId("matter/P")),
    ) == [
        "retention.recording_matter.reason: is empty",
        "retention.matter.event: is empty",
        "retention.matter.cap: waits for an event that may never come: needs a cap or a review date",
        "retention.matter.kind: 2 rules; one is needed, exactly",
        "retention.matter/P.id: 2 rules; one is needed, exactly",
    ]


def test_a_rule_without_an_id_is_named_by_its_kind():
    assert faults_of(replace(RECORDING, id=RuleId(""))) == ["retention.recording_matter.id: is empty"]
