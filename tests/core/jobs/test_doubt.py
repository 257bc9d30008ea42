"""A clock that ran ahead of passing time by more than an hour is not believed."""

from __future__ import annotations

import pytest

from rufschutz.core.jobs.doubt import MOST_AHEAD, MOST_BEHIND, Doubt
from rufschutz.domain.moments import DAY, Millis

START = Millis(1_790_000_000_000)


@pytest.mark.parametrize(
    ("ahead", "doubted"), [(0, False), (MOST_AHEAD, False), (MOST_AHEAD + 1, True), (-400 * DAY, False)]
)
def test_an_hour_is_the_most(ahead, doubted):
    assert Doubt(START, 5_000).doubted(Millis(START + DAY + ahead), 5_000 + DAY) is doubted


def test_many_small_steps_are_one_large_one():
    doubt = Doubt(START, 0)
    half = MOST_AHEAD // 2
    seen = [doubt.doubted(Millis(START + step * half), 0) for step in range(1, 5)]
    assert seen == [False, False, True, True]


def test_it_is_said_once_and_again_when_it_is_over(caplog):
    doubt = Doubt(START, 0)
    for now in (START + DAY, START + DAY, START, START, START + DAY):
        doubt.doubted(Millis(now), 0)
    levels = [record.levelname for record in caplog.records]
    assert levels == ["CRITICAL", "WARNING", "CRITICAL"]


@pytest.mark.parametrize(("behind", "told"), [(MOST_BEHIND, []), (MOST_BEHIND + 1, ["CRITICAL"])])
def test_a_clock_that_was_set_back_is_told_and_holds_nothing(caplog, behind, told):
    doubt = Doubt(START, 0)
    assert not any(doubt.doubted(Millis(START + passed - behind), passed) for passed in (0, 1_000))
    assert [record.levelname for record in caplog.records] == told


def test_from_one_side_to_the_other_is_no_recovery(caplog):
    doubt = Doubt(START, 0)
    assert [doubt.doubted(Millis(START + ahead), 0) for ahead in (DAY, -DAY, 0)] == [True, False, False]
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "CRITICAL", "WARNING"]
