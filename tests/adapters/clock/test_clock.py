"""The one clock, and ids that tell nothing."""

from __future__ import annotations

import re
import time

import pytest

from rufschutz.adapters.clock import Clock, SteadyClock, new_id


def test_it_shows_milliseconds_since_the_epoch() -> None:
    assert abs(Clock().now() - time.time() * 1000) < 5_000
    assert not Clock().simulated


def test_a_shifted_clock_says_so() -> None:
    day = 86_400_000
    assert Clock(day).simulated
    assert abs(Clock(day).now() - Clock().now() - day) < 5_000


def test_ids_are_thirty_two_hex_digits_and_never_the_same() -> None:
    made = {new_id() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in made)


def test_a_steady_clock_passes_evenly_while_the_machine_is_set():
    machine = {"wall": 1_000_000, "ticks": 0}
    clock = SteadyClock(lambda: machine["wall"], lambda: machine["ticks"] * 1_000_000)
    machine.update(wall=1_000_000 - 3_600_000, ticks=20)
    assert clock.now() == 1_000_020
    assert clock.follow() == -3_600_020
    assert clock.now() == 1_000_000 - 3_600_000


def test_a_clock_that_approaches_an_earlier_time_stands_still_and_never_goes_back():
    wall, passed = [1_000_000], [0]
    clock = SteadyClock(lambda: wall[0], lambda: passed[0])
    wall[0] -= 3_600_000
    seen = [clock.now()]
    for tick in range(100):
        if tick % 25 == 0:
            clock.approach(25)
        seen.append(clock.now())
        passed[0] += 20 * 1_000_000
        wall[0] += 20
    assert seen == sorted(seen)
    assert clock.now() == 1_000_000 + 100 * 20 - 4 * 25
    clock.follow()
    assert clock.now() == wall[0]


@pytest.mark.parametrize("jump", [3_600_000, -3_600_000])
def test_where_somebody_always_calls_a_set_clock_is_approached_within_a_bounded_time(jump):
    wall, passed = [1_000_000], [0]
    clock = SteadyClock(lambda: wall[0], lambda: passed[0])
    wall[0] += jump
    last = clock.now()
    for _ in range(144_000):
        passed[0] += 500 * 1_000_000
        wall[0] += 500
        left = clock.approach(25)
        assert 0 < clock.now() - last <= 525
        last = clock.now()
        if left == 0:
            break
    assert left == 0
    passed[0] += 500 * 1_000_000
    assert clock.now() == wall[0] + 500
