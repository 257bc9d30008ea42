from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.ids import ArtefactId, KindId, RuleId
from rufschutz.domain.moments import DAY, Millis, Period
from rufschutz.domain.retention.due import DueBecause, Lifetime, due
from rufschutz.domain.retention.plan import Deletion, Item, plan
from rufschutz.domain.retention.rule import DeletionRule, StartType

BERLIN = ZoneInfo("Europe/Berlin")
NOW = Millis(1_800_000_000_000)
RULE = DeletionRule(
    RuleId("recording_matter/P"),
    KindId("recording_matter"),
    StartType.COLLECTED,
    "recorded",
    Period(days=7),
    Period(days=30),
    None,
    "6(1)(a)",
)
OLD = Item(ArtefactId("a-old"), RULE, Lifetime(Millis(NOW - 9 * DAY)), held=False)
DUE = due(RULE, OLD.lifetime, BERLIN)

items = st.lists(
    st.builds(
        Item,
        artefact=st.uuids().map(lambda value: ArtefactId(str(value))),
        rule=st.just(RULE),
        lifetime=st.builds(
            Lifetime,
            collected=st.integers(NOW - 60 * DAY, NOW).map(Millis),
            withdrawn=st.none() | st.integers(NOW - DAY, NOW + DAY).map(Millis),
        ),
        held=st.booleans(),
    ),
    unique_by=lambda item: item.artefact,
    max_size=12,
)


@pytest.mark.rule("R43")
def test_a_thing_is_planned_at_the_exact_moment_and_not_a_millisecond_before():
    assert plan([OLD], Millis(DUE - 1), BERLIN) == ()
    assert plan([OLD], DUE, BERLIN) == (Deletion(OLD.artefact, RULE.id, DueBecause.PERIOD, DUE),)


def test_the_longest_overdue_comes_first():
    older = replace(OLD, artefact=ArtefactId("z-older"), lifetime=Lifetime(Millis(NOW - 20 * DAY)))
    assert [found.item for found in plan([OLD, older], NOW, BERLIN)] == ["z-older", "a-old"]


@pytest.mark.rule("R51")
@given(items=items, later=st.integers(0, 100 * DAY))
def test_a_held_item_is_never_planned(items, later):
    planned = {found.item for found in plan(items, Millis(NOW + later), BERLIN)}
    assert not planned & {item.artefact for item in items if item.held}


@given(items=items)
def test_the_plan_is_the_same_when_asked_again_and_empty_once_carried_out(items):
    first = plan(items, NOW, BERLIN)
    gone = {found.item for found in first}
    assert plan(reversed(items), NOW, BERLIN) == first
    assert plan([item for item in items if item.artefact not in gone], NOW, BERLIN) == ()


@given(items=items)
def test_everything_due_and_free_is_planned(items):
    expected = {item.artefact for item in items if not item.held and due(RULE, item.lifetime, BERLIN) <= NOW}
    assert {found.item for found in plan(items, NOW, BERLIN)} == expected
