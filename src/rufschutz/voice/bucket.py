"""A token bucket: so much at once, so much a second. Times in ms; it never reads a clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` at once, and ``per_second`` on the long run."""

    per_second: float
    burst: float


@dataclass(slots=True)
class Bucket:
    """What was taken from a rate. A new one is full; a clock that goes back adds nothing."""

    taken: float = 0.0
    at: int = 0

    def take(self, rate: Rate, now: int) -> bool:
        """Take one; return False, and take nothing, when none is left."""
        passed = max(0, now - self.at) if self.taken else 0
        self.at = max(self.at, now)
        self.taken = max(0.0, self.taken - passed * rate.per_second / 1000)
        if self.taken + 1 > rate.burst:
            return False
        self.taken += 1
        return True
