"""Every kind stands in exactly one deletion class, and none is left out."""

from __future__ import annotations

from collections import Counter

import pytest

from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import KindId, RuleId
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.concept import ConceptError, Keeping, Place, concept
from rufschutz.domain.retention.rule import DeletionRule, StartType, compile_policy


def rule(kind, start=StartType.COLLECTED, period="P7D", cap="P30D", review=None):
    read = [None if text is None else Period.parse(text) for text in (cap, review)]
    return DeletionRule(RuleId(kind), KindId(kind), start, "recorded", Period.parse(period), *read, "6(1)(a)")


RULES = (
    rule("sound"),
    rule("call", period="P30D"),
    rule("proof", StartType.PROCESS_ENDED, "P3Y/EOY", "P5Y"),
    rule("contract", StartType.RELATIONSHIP_ENDED, "P3Y/EOY", None, "P24M"),
    rule("backup_keys"),
    rule("dpo_message", StartType.PROCESS_ENDED, "P12M"),
)
PLACES = {each.kind: Place(Keeping.SHELF, "table") for each in RULES}


@pytest.mark.rule("R41")
def test_every_kind_stands_in_exactly_one_cell():
    found = concept(compile_policy(RULES), PLACES)
    cells = Counter(
        row.kind for start in StartType for period in found.periods for row in found.cell(start, period)
    )
    assert cells == {each.kind: 1 for each in RULES}


def test_the_shortest_period_comes_first():
    found = concept(compile_policy(RULES), PLACES)
    assert [str(period) for period in found.periods] == ["P7D", "P30D", "P12M", "P3Y/EOY"]


def test_a_class_is_named_by_start_and_period():
    found = concept(compile_policy(RULES), PLACES)
    assert [row.deletion_class.name for row in found.rows][:3] == ["E-P7D", "E-P30D", "V-P3Y/EOY"]


@pytest.mark.rule("R99")
def test_what_has_no_last_day_has_a_review():
    for row in concept(compile_policy(RULES), PLACES).rows:
        assert row.latest is not None or row.rule.review is not None


def test_what_starts_with_collection_is_gone_after_the_shorter_of_period_and_cap():
    found = concept(compile_policy(RULES), PLACES)
    assert [str(row.latest) for row in found.rows][:3] == ["P7D", "P30D", "P5Y"]


def test_somebody_answers_for_each():
    who = {row.kind: row.responsible for row in concept(compile_policy(RULES), PLACES).rows}
    assert who["sound"] is Role.OWNER
    assert who["backup_keys"] is Role.OPERATOR
    assert who["dpo_message"] is Role.DATA_PROTECTION_OFFICER


@pytest.mark.rule("R41")
def test_a_kind_that_lies_nowhere_known_is_refused():
    with pytest.raises(ConceptError, match="sound"):
        concept(compile_policy(RULES), {kind: place for kind, place in PLACES.items() if kind != "sound"})
