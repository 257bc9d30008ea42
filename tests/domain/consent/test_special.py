"""What is special is masked unless it was named and agreed to, and goes early in any case."""

from __future__ import annotations

from itertools import product

import pytest

from rufschutz.domain.consent.special import Care, Category, care_for
from rufschutz.domain.moments import Period

pytestmark = pytest.mark.rule("R30")

WEEK, MONTH, THREE_DAYS = Period.parse("P7D"), Period.parse("P1M"), Period.parse("P3D")
HEALTH, BELIEF = Category.HEALTH, Category.BELIEF


@pytest.mark.parametrize(
    ("found", "agreed", "care"),
    [
        ([], [], Care(False, frozenset(), MONTH)),
        ([], [HEALTH], Care(False, frozenset(), MONTH)),
        ([HEALTH], [], Care(True, frozenset({HEALTH}), WEEK)),
        ([HEALTH], [HEALTH], Care(True, frozenset(), WEEK)),
        ([HEALTH, BELIEF], [HEALTH], Care(True, frozenset({BELIEF}), WEEK)),
        ([HEALTH], [BELIEF], Care(True, frozenset({HEALTH}), WEEK)),
    ],
)
def test_the_table(found, agreed, care):
    assert care_for(found, agreed, MONTH, WEEK) == care


def test_the_special_period_shortens_and_never_lengthens():
    assert care_for([HEALTH], [HEALTH], THREE_DAYS, WEEK).period == THREE_DAYS


@pytest.mark.parametrize(("found", "agreed"), list(product(Category, Category)))
def test_a_yes_to_one_category_reaches_no_other(found, agreed):
    assert (found in care_for([found], [agreed], MONTH, WEEK).masked) is (found is not agreed)
