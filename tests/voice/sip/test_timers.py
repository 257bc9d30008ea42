"""The table of RFC 3261, appendix A, and RFC 6026."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.timers import INTERVALS, Timer


@pytest.mark.parametrize(
    ("timer", "first", "reliable"),
    [
        ("A", 500, None),
        ("B", 32_000, 32_000),
        ("D", 32_000, 0),
        ("E", 500, None),
        ("F", 32_000, 32_000),
        ("G", 500, None),
        ("H", 32_000, 32_000),
        ("I", 5_000, 0),
        ("J", 32_000, 0),
        ("K", 5_000, 0),
        ("L", 32_000, 32_000),
        ("M", 32_000, 32_000),
    ],
)
def test_each_timer_runs_as_long_as_the_standard_says(timer, first, reliable):
    interval = INTERVALS[Timer(timer)]

    assert (interval.after(None), interval.reliable) == (first, reliable)


@pytest.mark.parametrize(
    ("timer", "spans"),
    [
        ("A", [500, 1_000, 2_000, 4_000, 8_000, 16_000]),
        ("E", [500, 1_000, 2_000, 4_000, 4_000, 4_000]),
        ("G", [500, 1_000, 2_000, 4_000, 4_000, 4_000]),
    ],
)
def test_what_repeats_doubles_up_to_its_limit(timer, spans):
    found, span = [], None
    for _ in spans:
        span = INTERVALS[Timer(timer)].after(span)
        found.append(span)

    assert found == spans


def test_every_timer_has_a_row():
    assert set(INTERVALS) == set(Timer)
