"""The agent's side needs the agent's own yes, and the works agreement where there is a council."""

from __future__ import annotations

import dataclasses
from itertools import product

import pytest

from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState, LegAnswer, LegReason, agent_leg

pytestmark = pytest.mark.rule("R12")

OWN = [None, *ConsentState]
COUNCIL = [None, *CouncilState]
GIVEN, REFUSED, WITHDRAWN = ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN
NONE, SIGNED, PENDING = CouncilState.NONE, CouncilState.SIGNED, CouncilState.PENDING


@pytest.mark.parametrize(
    ("own", "council", "no", "reason"),
    [
        (GIVEN, NONE, False, "consented"),
        (GIVEN, SIGNED, False, "consented"),
        (GIVEN, SIGNED, True, "no_in_this_call"),
        (GIVEN, NONE, True, "no_in_this_call"),
        (GIVEN, PENDING, False, "council_pending"),
        (GIVEN, None, False, "council_unknown"),
        (None, NONE, False, "never_answered"),
        (None, SIGNED, False, "never_answered"),
        (None, PENDING, True, "no_in_this_call"),
        (ConsentState.REQUESTED, SIGNED, False, "never_answered"),
        (REFUSED, SIGNED, False, "refused"),
        (REFUSED, NONE, False, "refused"),
        (WITHDRAWN, SIGNED, False, "withdrawn"),
        (ConsentState.EXPIRED, SIGNED, False, "no_longer_valid"),
        (ConsentState.INVALIDATED, NONE, False, "no_longer_valid"),
    ],
)
def test_the_table(own, council, no, reason):
    assert agent_leg(own, council, no_in_this_call=no) == LegAnswer(LegReason(reason))


@pytest.mark.parametrize(("own", "council", "no"), list(product(OWN, COUNCIL, [False, True])))
def test_nothing_but_both_yeses_and_no_no_allows_it(own, council, no):
    wanted = own is GIVEN and council in {NONE, SIGNED} and not no
    assert agent_leg(own, council, no_in_this_call=no).allowed is wanted


def test_an_agreement_never_stands_for_the_agents_own_yes():
    assert not agent_leg(None, SIGNED).allowed


def test_the_answer_has_no_place_for_a_person_so_that_nobody_counts_refusals():
    assert [field.name for field in dataclasses.fields(LegAnswer)] == ["reason"]
