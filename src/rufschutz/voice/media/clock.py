"""The 20 ms clock: an absolute schedule on the event loop, with its own lateness measured.

A slot that was missed is skipped and counted, never made up for in a burst.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PERIOD: Final = 0.020
SWITCH_INTERVAL: Final = 0.0005

_BUCKET: Final = 0.0001
_BUCKETS: Final = 2_000
_RECENT: Final = 250
"""Ticks: five seconds of them."""


def share_finely() -> None:
    """Let no other thread keep the tick waiting for longer than half a millisecond (whole process).

    The interpreter's own measure is 5 ms: a quarter of a tick.
    """
    sys.setswitchinterval(SWITCH_INTERVAL)


class TimerHandle(Protocol):
    """What `asyncio.loop.call_at` returns."""

    def cancel(self) -> None:
        """Take the timer back."""


class Timers(Protocol):
    """What the clock needs of an event loop; times in seconds of the loop's own clock."""

    def time(self) -> float:
        """Return the loop's time."""

    def call_at(self, when: float, callback: Callable[[], None], /) -> TimerHandle:
        """Call back at ``when``."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late ticks began, in ms; ``missed`` slots had no tick at all."""

    ticks: int
    missed: int
    p50: float
    p99: float
    worst: float


class TickClock:
    """Calls ``tick(missed)`` once in every 20 ms slot of the loop's clock.

    An error of ``tick`` goes to the loop's exception handler; the clock goes on.
    """

    def __init__(self, timers: Timers, tick: Callable[[int], None], period: float = PERIOD) -> None:
        self._timers = timers
        self._tick = tick
        self._period = period
        self._due = 0.0
        self._timer: TimerHandle | None = None
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self.reset()

    def start(self) -> None:
        """Begin; the first tick is one period away."""
        self._due = self._timers.time() + self._period
        self._timer = self._timers.call_at(self._due, self._fire)

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def reset(self) -> None:
        """Forget the lateness measured so far."""
        self._histogram = [0] * _BUCKETS
        self._ticks = 0
        self._missed = 0
        self._total = 0.0
        self._worst = 0.0

    def lateness(self) -> Lateness:
        """Return the lateness since the start or the last reset (0.1 ms steps, the last one open)."""
        return Lateness(
            self._ticks, self._missed, self._quantile(0.50), self._quantile(0.99), self._worst * 1000
        )

    def recent_p99(self) -> float:
        """Return how late 99 in 100 ticks of the last five seconds began at most, in ms."""
        if not self._recent:
            return 0.0
        return sorted(self._recent)[len(self._recent) * 99 // 100] * 1000

    def fell(self, edges: Sequence[float]) -> tuple[tuple[int, ...], int, float]:
        """Return how many ticks were at most as late as each edge, how many there were, and the sum.

        Edges and sum in seconds; an edge counts in steps of 0.1 ms.
        """
        counts = self._histogram[:]
        below = tuple(sum(counts[: round(edge / _BUCKET)]) for edge in edges)
        return below, sum(counts), self._total

    def behind(self) -> float:
        """Return by how many seconds the next tick is overdue: a loop that hangs shows here."""
        return max(0.0, self._timers.time() - self._due) if self._timer is not None else 0.0

    def _fire(self) -> None:
        late = max(self._timers.time() - self._due, 0.0)
        missed = int(late / self._period)
        self._count(late, missed)
        self._due += self._period * (missed + 1)
        self._timer = self._timers.call_at(self._due, self._fire)
        self._tick(missed)

    def _count(self, late: float, missed: int) -> None:
        self._ticks += 1
        self._missed += missed
        self._total += late
        self._worst = max(self._worst, late)
        self._recent.append(late)
        self._histogram[min(int(late / _BUCKET), _BUCKETS - 1)] += 1

    def _quantile(self, share: float) -> float:
        """Return the upper edge of the bucket that holds the quantile, in ms."""
        below, wanted = 0, share * self._ticks
        for number, count in enumerate(self._histogram):
            below += count
            if below >= wanted and below:
                return round((number + 1) * _BUCKET * 1000, 1)
        return 0.0
