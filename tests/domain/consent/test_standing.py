"""Which yeses of a call stand."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.standing import Said, standing
from rufschutz.domain.ids import FactId, PurposeId

RECORD, QUALITY = PurposeId("record_matter"), PurposeId("quality")


def course(*said):
    return [
        Said(FactId(str(number)), purpose, ConsentState(state), grounded=state == "given")
        for number, (purpose, state) in enumerate(said, 1)
    ]


@pytest.mark.rule("R17")
@pytest.mark.parametrize("end", ["withdrawn", "expired", "invalidated"])
def test_what_ended_stands_no_more_and_the_other_purpose_does(end):
    said = course((RECORD, "given"), (QUALITY, "given"), (RECORD, end))
    assert standing(said) == {"2": QUALITY}


@pytest.mark.parametrize("after", ["requested", "refused"])
def test_being_asked_again_takes_back_nothing(after):
    assert standing(course((RECORD, "given"), (RECORD, after))) == {"1": RECORD}


def test_a_yes_after_a_withdrawal_is_a_new_one():
    said = course((RECORD, "given"), (RECORD, "withdrawn"), (RECORD, "given"))
    assert standing(said) == {"3": RECORD}


@pytest.mark.rule("R19")
def test_a_yes_that_shows_no_ground_never_stood():
    assert standing([Said(FactId("1"), RECORD, ConsentState.GIVEN, grounded=False)]) == {}
