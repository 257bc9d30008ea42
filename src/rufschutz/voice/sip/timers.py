"""The timers of RFC 3261, appendix A, and RFC 6026 as a table.

Timer C belongs to proxies and is absent. Over a reliable transport the timers
that repeat do not run and the ones that absorb retransmissions take no time.
All values are milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

T1 = 500
"""Estimate of the round-trip time."""
T2 = 4_000
"""The longest interval between retransmissions of non-INVITE requests and INVITE responses."""
T4 = 5_000
"""The longest time that a message stays in the network."""
GIVE_UP = 64 * T1
"""How long an answer or an ACK is waited for."""


class Timer(StrEnum):
    """Names as the RFCs have them."""

    A = "A"
    B = "B"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H = "H"
    I = "I"  # noqa: E741 - the RFC's name
    J = "J"
    K = "K"
    L = "L"
    M = "M"


@dataclass(frozen=True, slots=True)
class Interval:
    """How long a timer runs first, and up to what it doubles each time it fires (0: it fires once)."""

    first: int
    doubles_to: int = 0
    reliable: int | None = 0

    def after(self, previous: int | None) -> int:
        """Return the next interval after ``previous`` (None: the first)."""
        return self.first if previous is None else min(2 * previous, self.doubles_to)


INTERVALS = MappingProxyType(
    {
        Timer.A: Interval(T1, doubles_to=GIVE_UP, reliable=None),
        Timer.B: Interval(GIVE_UP, reliable=GIVE_UP),
        Timer.D: Interval(GIVE_UP),
        Timer.E: Interval(T1, doubles_to=T2, reliable=None),
        Timer.F: Interval(GIVE_UP, reliable=GIVE_UP),
        Timer.G: Interval(T1, doubles_to=T2, reliable=None),
        Timer.H: Interval(GIVE_UP, reliable=GIVE_UP),
        Timer.I: Interval(T4),
        Timer.J: Interval(GIVE_UP),
        Timer.K: Interval(T4),
        Timer.L: Interval(GIVE_UP, reliable=GIVE_UP),
        Timer.M: Interval(GIVE_UP, reliable=GIVE_UP),
    }
)
"""``reliable`` is the value over TCP or TLS; None: the timer does not run there."""
