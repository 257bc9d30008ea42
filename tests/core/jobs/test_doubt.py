"""A clock that ran ahead of passing time by more than an hour is not believed."""

from __future__ import annotations

import pytest

from rufschutz.core.jobs.doubt import MOST_AHEAD, Doubt
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
