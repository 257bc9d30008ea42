"""How often one address may send a form: counted in memory, under a key of this process, for an hour.

Decides whether one more is taken. It keeps no address, only keyed hashes that nobody can read
after the process ends; a row dies an hour after its last request, and there are never more than
so many.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import SECOND

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis

HOUR: Final = 3600 * SECOND
ROWS: Final = 10_000


class Pace:
    """At most ``most`` requests an hour for each key."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._key = secrets.token_bytes(32)
        self._rows: dict[bytes, deque[int]] = {}
        self._lock = threading.Lock()

    def takes(self, key: str, now: Millis) -> bool:
        """Count a request; return whether it is one of those allowed. One refused does not count."""
        name = hmac.digest(self._key, key.encode(), "sha256")
        with self._lock:
            self._forget(now)
            times = self._rows.pop(name, deque())
            while times and times[0] <= now - HOUR:
                times.popleft()
            allowed = len(times) < self._most
            if allowed:
                times.append(now)
            self._rows[name] = times
            return allowed

    def forget_all(self) -> None:
        """Start anew, as after a restart."""
        with self._lock:
            self._rows.clear()

    def _forget(self, now: Millis) -> None:
        """Drop rows that are over; those used longest ago stand first. When full, the oldest gives way."""
        while self._rows:
            name, times = next(iter(self._rows.items()))
            if len(self._rows) < ROWS and times and times[-1] > now - HOUR:
                return
            del self._rows[name]
