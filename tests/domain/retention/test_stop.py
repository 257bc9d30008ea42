"""A stop has a reason and an end within seven days, and none follows another without a run between."""

from __future__ import annotations

import pytest

from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.stop import LONGEST, NotStoppedError, StopError, resume, stop

NOW = Millis(1_800_000_000_000)
WHO = PersonId("a" * 32)


def made(until=NOW + DAY, reason="wrong period adopted", last=None):
    return stop(reason, WHO, NOW, Millis(until), last)


def test_runs_stand_still_from_now_to_the_end():
    found = made()
    assert found.in_force(NOW)
    assert found.in_force(Millis(NOW + DAY - 1))
    assert not found.in_force(Millis(NOW + DAY))


@pytest.mark.parametrize("until", [NOW, NOW - 1, NOW + LONGEST + 1])
def test_seven_days_is_the_longest_and_none_ends_before_it_begins(until):
    with pytest.raises(StopError, match="seven days"):
        made(until)
    assert made(NOW + LONGEST).in_force(NOW)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_no_stop_without_a_reason(reason):
    with pytest.raises(StopError, match="reason"):
        made(reason=reason)


def test_stops_cannot_be_strung_together():
    with pytest.raises(StopError, match="already"):
        made(last=made())
    over = resume(made(), Millis(NOW + 1))
    with pytest.raises(StopError, match="next run comes first"):
        made(last=over)


def test_what_was_resumed_stands_still_no_more():
    ended = resume(made(), Millis(NOW + 5))
    assert not ended.in_force(Millis(NOW + 6))
    with pytest.raises(NotStoppedError):
        resume(ended, Millis(NOW + 7))
    with pytest.raises(NotStoppedError):
        resume(None, NOW)


def test_a_stop_that_a_clock_far_ahead_wrote_holds_nothing_up():
    assert not made().in_force(Millis(NOW - LONGEST))
