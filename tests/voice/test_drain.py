from __future__ import annotations

import pytest

from rufschutz.voice.drain import Drain, Stage


@pytest.mark.parametrize(
    ("asked", "now", "calls", "stage"),
    [
        ([], 9_999, 5, Stage.OPEN),
        ([], 9_999, 0, Stage.OPEN),
        ([10], 10, 0, Stage.ENDING),
        ([10], 10, 1, Stage.DRAINING),
        ([10], 309.9, 1, Stage.DRAINING),
        ([10], 310, 1, Stage.ENDING),
        ([10, 10.9], 10.9, 1, Stage.DRAINING),
        ([10, 11], 11, 1, Stage.ENDING),
        ([10, 10.5, 11.2], 11.2, 1, Stage.ENDING),
        ([10, 400], 400, 1, Stage.ENDING),
    ],
)
def test_the_calls_that_run_have_their_time_unless_it_is_asked_twice(asked, now, calls, stage):
    drain = Drain(300)
    for moment in asked:
        drain.ask(moment)
    assert drain.stage(now, calls, calls) is stage


@pytest.mark.parametrize(
    ("now", "calls", "talking", "stage"),
    [
        (10, 25, 0, Stage.DRAINING),
        (11.9, 25, 0, Stage.DRAINING),
        (12, 25, 0, Stage.ENDING),
        (12, 25, 1, Stage.DRAINING),
    ],
)
def test_calls_that_nobody_acknowledged_are_not_waited_for(now, calls, talking, stage):
    drain = Drain(300)
    drain.ask(10)
    assert drain.stage(now, calls, talking) is stage


def test_without_time_for_the_calls_the_end_is_at_once():
    drain = Drain(0)
    drain.ask(10)
    assert drain.stage(10, 3, 3) is Stage.ENDING
