from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from rufschutz.voice.media.clock import SWITCH_INTERVAL, TickClock, share_finely

if TYPE_CHECKING:
    from collections.abc import Callable


class Timer:
    def __init__(self, when: float, callback: Callable[[], None]) -> None:
        self.when, self.callback, self.cancelled = when, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """A loop whose time stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[Timer] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer:
        self.timers.append(Timer(when, callback))
        return self.timers[-1]

    def fire(self, late: float = 0.0) -> None:
        """Let the next timer fire, so many seconds late."""
        timer = self.timers.pop()
        self.now = max(self.now, timer.when + late)
        timer.callback()


def test_ticks_lie_on_an_absolute_schedule() -> None:
    loop, seen = Loop(), []
    clock = TickClock(loop, lambda _: seen.append(loop.now))
    clock.start()
    for late in (0.0, 0.004, 0.001, 0.019, 0.0):
        loop.fire(late)
    assert seen == pytest.approx([100.020, 100.044, 100.061, 100.099, 100.100])


def test_a_long_halt_is_caught_up_without_a_burst() -> None:
    loop, missed = Loop(), []
    clock = TickClock(loop, missed.append)
    clock.start()
    loop.fire(0.105)
    loop.fire()
    assert missed == [5, 0]
    assert loop.now == pytest.approx(100.140)
    assert clock.lateness().missed == 5


def test_a_slow_tick_is_late_and_not_doubled() -> None:
    loop, missed = Loop(), []

    def slow(count: int) -> None:
        missed.append(count)
        loop.now += 0.055

    clock = TickClock(loop, slow)
    clock.start()
    for _ in range(3):
        loop.fire()
    assert missed == [0, 1, 2]


def test_lateness_is_counted_in_tenths_of_a_millisecond() -> None:
    loop = Loop()
    clock = TickClock(loop, lambda _: None)
    clock.start()
    for number in range(100):
        loop.fire(0.00205 if number < 98 else 0.0121)
    lateness = clock.lateness()
    assert (lateness.ticks, lateness.p50, lateness.p99) == (100, 2.1, 12.2)
    assert lateness.worst == pytest.approx(12.1)


def test_what_was_late_is_forgotten_after_five_seconds() -> None:
    loop = Loop()
    clock = TickClock(loop, lambda _: None)
    assert clock.recent_p99() == 0.0
    clock.start()
    for late in [0.015] * 3 + [0.001] * 247:
        loop.fire(late)
    assert clock.recent_p99() == pytest.approx(15)
    loop.fire(0.001)
    assert clock.recent_p99() == pytest.approx(1)
    assert clock.lateness().worst == pytest.approx(15)


def test_an_error_in_a_tick_does_not_stop_the_clock() -> None:
    loop = Loop()

    def broken(_: int) -> None:
        raise ValueError

    TickClock(loop, broken).start()
    with pytest.raises(ValueError):
        loop.fire()
    assert loop.timers


def test_a_stopped_clock_ticks_no_more() -> None:
    loop = Loop()
    clock = TickClock(loop, lambda _: None)
    clock.start()
    clock.stop()
    assert loop.timers[-1].cancelled
    clock.stop()


def test_before_the_first_tick_nothing_is_late() -> None:
    assert TickClock(Loop(), lambda _: None).lateness().p99 == 0.0


def test_threads_share_finely_beside_the_tick() -> None:
    before = sys.getswitchinterval()
    try:
        share_finely()
        assert sys.getswitchinterval() == pytest.approx(SWITCH_INTERVAL)
    finally:
        sys.setswitchinterval(before)


def test_how_late_ticks_were_is_told_by_edges() -> None:
    loop = Loop()
    clock = TickClock(loop, lambda _: None)
    clock.start()
    for late in (0.0004, 0.0042, 0.2501):
        loop.fire(late)
    below, count, total = clock.fell((0.001, 0.005, 0.1))
    assert (below, count) == ((1, 2, 2), 3)
    assert total == pytest.approx(0.2547)


def test_a_loop_that_hangs_is_behind() -> None:
    loop = Loop()
    clock = TickClock(loop, lambda _: None)
    assert clock.behind() == 0.0
    clock.start()
    assert clock.behind() == 0.0
    loop.now += 7.02
    assert clock.behind() == pytest.approx(7)
    clock.stop()
    assert clock.behind() == 0.0
