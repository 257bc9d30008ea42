"""A backup is made when it is time, at once when it was asked for, and whatever the clock did."""

from __future__ import annotations

import pytest

from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.schedule import ASKED_LIVES, is_due

NOW = Millis(1_790_000_000_000)


@pytest.mark.parametrize(
    ("every", "last", "due"),
    [
        (DAY, None, True),
        (DAY, NOW, False),
        (DAY, NOW - DAY + 1, False),
        (DAY, NOW - DAY, True),
        (0, None, False),
        (0, NOW - 90 * DAY, False),
    ],
)
def test_it_is_time_or_it_is_not(every, last, due):
    assert is_due(every, last, [], NOW) is due


@pytest.mark.rule("R66")
def test_a_clock_that_was_set_back_puts_none_off():
    assert is_due(DAY, Millis(NOW + 400 * DAY), [], NOW)


def test_what_was_asked_for_is_made_at_once_and_tried_for_a_day():
    assert is_due(0, NOW, [NOW], NOW)
    assert not is_due(0, NOW, [Millis(NOW - ASKED_LIVES)], NOW)
    assert not is_due(0, NOW, [Millis(NOW + 1)], NOW)
