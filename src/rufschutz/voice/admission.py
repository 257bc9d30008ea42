"""Whether one more call is let in: values in, a decision out.

A call is refused before those that run lose quality, and no call that runs is ever
touched. What is measured strains slowly and relaxes slowly: between the two limits
the last word stays, so that calls are not let in and refused by turns.
Sources: RFC 3261, 20.33 (Retry-After) and 21.5.4 (503).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

SANE_CALLS: Final = 500
"""Calls at once on one core with a tick that is not late; see docs/bench.md."""


class Reason(StrEnum):
    """Why a call was refused."""

    DRAINING = "draining"
    """This process ends; the calls that run are the last ones."""
    FULL = "full"
    """As many calls run as may."""
    LATE = "late"
    """The ticks are late: another call would be heard by all others."""
    BACKLOG = "backlog"
    """Too many facts or sounds wait for the disk."""
    PORTS = "ports"
    """No media port is free."""


PHRASES: Final = MappingProxyType(
    {
        Reason.DRAINING: "this server ends",
        Reason.FULL: "all lines are busy",
        Reason.LATE: "too much work",
        Reason.BACKLOG: "the disk does not keep up",
        Reason.PORTS: "no media port is free",
    }
)
"""What the reason phrase of a 503 says."""

_SECONDS: Final = MappingProxyType(
    {Reason.DRAINING: 30, Reason.FULL: 10, Reason.LATE: 10, Reason.BACKLOG: 30, Reason.PORTS: 10}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """When a call is refused. ``late_ms`` strains, ``calm_ms`` relaxes; a backlog relaxes at its half.

    Lateness refuses no call while fewer than ``light_calls`` run: so few are not its cause,
    and refusing another would help nobody. ``facts`` (about 1 kB each) and
    ``sounds`` (a second each, 8 kB) wait in memory for the disk, the oldest sound for ``sound_s``.
    """

    calls: int
    late_ms: float = 10.0
    calm_ms: float = 5.0
    light_calls: int = 20
    facts: int = 50_000
    sounds: int = 5_000
    sound_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured: the lateness of 99 in 100 ticks of the last seconds, and what waits for the disk.

    Fields as in `Limits`.
    """

    late_ms: float = 0.0
    facts: int = 0
    sounds: int = 0
    sound_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Strain:
    """Which of the measured loads is above what may be."""

    late: bool = False
    backlog: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that is not let in, and after how many seconds it may come again."""

    reason: Reason
    seconds: int


@dataclass(frozen=True, slots=True)
class AdmissionCounts:
    """How many calls were let in since the start, and how many were refused, by reason."""

    admitted: int = 0
    draining: int = 0
    full: int = 0
    late: int = 0
    backlog: int = 0
    ports: int = 0


def limit_of_calls(wished: int, rtp_ports: tuple[int, int]) -> int:
    """Return how many calls may run: ``wished``, 0 for what is sane, and never more than there are ports.

    ``rtp_ports``: first and last, of which every even one that has its odd neighbour serves; (0, 0) for any
    free ones.
    """
    first, last = rtp_ports
    limit = wished or SANE_CALLS
    return min(limit, (last + 1) // 2 - (first + 1) // 2) if first else limit


def strain_of(limits: Limits, load: Load, before: Strain) -> Strain:
    """Return what strains now, given what strained before."""
    return Strain(
        late=load.late_ms > (limits.calm_ms if before.late else limits.late_ms),
        backlog=_fullness(limits, load) > (0.5 if before.backlog else 1.0),
    )


def _fullness(limits: Limits, load: Load) -> float:
    """Return the share that the worst backlog has of what may wait."""
    return max(load.facts / limits.facts, load.sounds / limits.sounds, load.sound_s / limits.sound_s)


def reason_against(limits: Limits, strain: Strain, calls: int) -> Reason | None:
    """Return why one call more than ``calls`` is refused, None to let it in."""
    if calls >= limits.calls:
        return Reason.FULL
    if strain.backlog:
        return Reason.BACKLOG
    if strain.late and calls >= limits.light_calls:
        return Reason.LATE
    return None


def refusal(reason: Reason, dice: int) -> Refusal:
    """Return the refusal; ``dice`` (any number from 0) adds up to half, so that not all come back at once."""
    seconds = _SECONDS[reason]
    return Refusal(reason, seconds + dice % (seconds // 2 + 1))


class Admission:
    """The policy at work: what strains now, and what was decided until now."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.strain = Strain()
        self.counts = AdmissionCounts()
        self._draining = False

    def drain(self) -> None:
        """Let nobody in any more."""
        self._draining = True

    def observe(self, load: Load) -> None:
        """Take what was measured last."""
        self.strain = strain_of(self.limits, load, self.strain)

    def ask(self, calls: int, dice: int) -> Refusal | None:
        """Return the refusal of a call beside ``calls`` that run, None for one that is let in."""
        reason = Reason.DRAINING if self._draining else reason_against(self.limits, self.strain, calls)
        return None if reason is None else self.refuse(reason, dice)

    def admitted(self) -> None:
        """Count a call that was let in."""
        self.counts = replace(self.counts, admitted=self.counts.admitted + 1)

    def refuse(self, reason: Reason, dice: int) -> Refusal:
        """Count and return a refusal."""
        before: int = getattr(self.counts, reason.value)
        self.counts = replace(self.counts, **{reason.value: before + 1})
        return refusal(reason, dice)
