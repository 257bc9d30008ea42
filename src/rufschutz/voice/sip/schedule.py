"""Deadlines in virtual time.

It decides which deadline is next and calls what waits for it; it never reads a
clock. One timer of a name runs at most once for an owner.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Schedule:
    """Timers of many owners in one heap; stopping one leaves a stale entry that is skipped later."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, str, str]] = []
        self._live: dict[str, dict[str, tuple[int, Callable[[int], None]]]] = {}
        self._count = 0

    def start(self, owner: str, name: str, at: int, fire: Callable[[int], None]) -> None:
        """Call ``fire(now)`` at ``at`` ms; a running timer of this owner and name is replaced."""
        self._count += 1
        self._live.setdefault(owner, {})[name] = (self._count, fire)
        heapq.heappush(self._heap, (at, self._count, owner, name))

    def stop(self, owner: str, name: str) -> None:
        """Stop one timer; nothing happens if it does not run."""
        timers = self._live.get(owner, {})
        timers.pop(name, None)
        if not timers:
            self._live.pop(owner, None)

    def forget(self, owner: str) -> None:
        """Stop all timers of an owner."""
        self._live.pop(owner, None)

    def next(self) -> int | None:
        """Return the earliest deadline in ms, None when nothing runs."""
        self._drop_stale()
        return self._heap[0][0] if self._heap else None

    def run(self, now: int) -> None:
        """Fire everything that is due at ``now``, in order of its deadline."""
        while (at := self.next()) is not None and at <= now:
            _, _, owner, name = heapq.heappop(self._heap)
            _, fire = self._live[owner][name]
            self.stop(owner, name)
            fire(now)

    def _drop_stale(self) -> None:
        while self._heap:
            _, count, owner, name = self._heap[0]
            if self._live.get(owner, {}).get(name, (0, None))[0] == count:
                return
            heapq.heappop(self._heap)
