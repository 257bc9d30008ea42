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
    assert drain.stage(now, calls) is stage


def test_without_time_for_the_calls_the_end_is_at_once():
    drain = Drain(0)
    drain.ask(10)
    assert drain.stage(10, 3) is Stage.ENDING
