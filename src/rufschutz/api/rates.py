"""How fast a key may ask.

Each key has a bucket that fills evenly; a request takes one. The buckets are this process's
own and forgotten when it ends. Nothing of who asks is kept but the key's id.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import SECOND

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis

PER_SECOND: Final = 10
"""What a key may ask in the long run."""

AT_ONCE: Final = 100
"""What it may ask at once after a pause."""

_MANY: Final = 1_000


@dataclass(slots=True)
class Rates:
    """The buckets: requests left and the moment (ms) they were counted at, by key."""

    per_second: float = PER_SECOND
    at_once: float = AT_ONCE
    _left: dict[str, tuple[float, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str, now: Millis) -> int:
        """Take one request of ``key``; return 0, or in how many s the next one may come."""
        with self._lock:
            left, at = self._left.get(key, (self.at_once, now))
            left = min(self.at_once, left + max(0, now - at) / SECOND * self.per_second)
            if left < 1:
                self._left[key] = (left, now)
                return math.ceil((1 - left) / self.per_second)
            self._left[key] = (left - 1, now)
            self._forget(now)
            return 0

    def clear(self) -> None:
        """Forget every bucket."""
        with self._lock:
            self._left.clear()

    def _forget(self, now: Millis) -> None:
        """Drop buckets that are full again, where there are many."""
        if len(self._left) > _MANY:
            full = self.at_once / self.per_second * SECOND
            self._left = {key: kept for key, kept in self._left.items() if now - kept[1] < full}
