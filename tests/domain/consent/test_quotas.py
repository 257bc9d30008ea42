"""Figures as computed by hand; groups smaller than ten are hidden."""

from __future__ import annotations

import pytest

from rufschutz.domain.consent.quotas import Answers, Equality, Service, Spread, equality, shares, spread


@pytest.mark.rule("R25")
def test_shares_of_a_question_are_in_thousandths():
    found = shares(Answers(yes=5, no=3, silence=1, unclear=0, hung_up=1))
    assert (found.asked, found.yes, found.no, found.silence, found.unclear, found.hung_up) == (
        10,
        500,
        300,
        100,
        0,
        100,
    )


def test_nine_are_hidden():
    assert shares(Answers(9, 0, 0, 0, 0)) is None
    assert spread([1] * 9) is None
    assert equality(Service(9, 9, 100, 100)) is None
    assert equality(Service(100, 100, 9, 9)) is None


@pytest.mark.rule("R25")
def test_half_and_a_twentieth_by_nearest_rank():
    assert spread([*range(1, 101)]) == Spread(100, 50, 95)
    assert spread([7] * 10) == Spread(10, 7, 7)
    assert spread([1000, 1, 2, 3, 4, 5, 6, 7, 8, 9]) == Spread(10, 5, 1000)


@pytest.mark.rule("R115")
@pytest.mark.parametrize(
    ("counted", "ratio", "equal"),
    [
        (Service(20, 20, 10, 9), 900, True),
        (Service(20, 20, 10, 8), 800, False),
        (Service(10, 5, 10, 5), 1000, True),
        (Service(10, 5, 10, 6), 1200, True),
        (Service(1000, 1000, 1000, 899), 899, False),
    ],
)
def test_service_after_no_over_service_after_yes(counted, ratio, equal):
    found = equality(counted)
    assert isinstance(found, Equality)
    assert (found.ratio, found.equal) == (ratio, equal)


def test_where_nothing_was_done_nothing_is_compared():
    assert equality(Service(10, 0, 10, 10)) is None
