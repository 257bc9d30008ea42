"""What cannot be finished is tried again, later each time, and never given up."""

from __future__ import annotations

import pytest

from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.retry import FIRST, LONGEST, Fault, left_to_worker, may_try, next_try

NOW = Millis(1_800_000_000_000)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (50, 60)])
def test_each_try_waits_twice_as_long_and_an_hour_at_most(tries, minutes):
    assert next_try(tries, NOW) - NOW == minutes * 60_000


def test_it_is_tried_when_its_time_has_come():
    at = next_try(1, NOW)
    assert may_try(None, NOW)
    assert not may_try(at, Millis(at - 1))
    assert may_try(at, at)


def test_a_moment_that_a_clock_far_ahead_wrote_holds_nothing_up():
    assert may_try(Millis(NOW + LONGEST + 1), NOW)
    assert FIRST < LONGEST


def test_what_may_not_be_done_here_is_left_to_the_worker_for_an_hour_and_then_a_fault():
    assert left_to_worker(Fault.NOT_PERMITTED, NOW, Millis(NOW + LONGEST))
    assert not left_to_worker(Fault.NOT_PERMITTED, NOW, Millis(NOW + LONGEST + 1))
    assert not left_to_worker(Fault.JOURNAL_STAYS, NOW, NOW)
