"""One child process of the supervisor: its command line, its falls, and when it starts again.

A pause doubles with each fall in a row, up to 30 s; a child that stood for a minute
starts afresh with the shortest. It never starts or ends a process itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rufschutz.cli.children import serve_command
from rufschutz.handover.supervision import ChildState

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
STEADY_AFTER: Final = 60.0

MANY_FALLS: Final = 5
"""Falls in a row that are no accident any more."""

_MEANWHILE: Final = {
    "voice": "nobody is answered meanwhile",
    "worker": "calls go on, facts wait",
    "web": "calls go on, the console is away",
}


def pause_after(falls: int) -> float:
    """Return the seconds to wait before the start after ``falls`` quick falls in a row."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(16, max(0, falls - 1))))


@dataclass(slots=True)
class Child:
    """A child process and how it fares. Times are monotonic seconds.

    ``falls`` in a row began at ``falling_since``; ``last_status`` is that of the last one.
    ``starts`` counts them all, the first one too.
    ``secret``: the root key's passphrase, given to each start through a pipe.
    """

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    falling_since: float = 0.0
    last_status: int = 0
    next_start: float = 0.0
    starts: int = 0
    secret: bytes = field(default=b"", repr=False)

    def has_ended(self) -> bool:
        """Return whether the process that ran is over and nobody took note yet."""
        return self.process is not None and self.process.poll() is not None

    def began(self, process: subprocess.Popen[bytes], now: float) -> None:
        """Take note of a start."""
        self.process, self.started, self.next_start = process, now, 0.0
        self.starts += 1

    def fell(self, status: int, now: float) -> str:
        """Take note of a fall and plan the next start; return what an operator must know."""
        steady = now - self.started > STEADY_AFTER
        if steady or not self.falls:
            self.falls, self.falling_since = 0, now
        self.falls += 1
        self.last_status, self.process = status, None
        pause = pause_after(self.falls)
        self.next_start = now + pause
        if self.falls < MANY_FALLS:
            return f"{self.name} ended with status {status}; it starts again in {pause:g} s"
        return (
            f"{self.name} has fallen {self.falls} times in {_span(now - self.falling_since)}, last with "
            f"status {status}; {_MEANWHILE.get(self.name, 'the others go on')}; "
            f"its last words stand above; it starts again in {pause:g} s"
        )

    def steadied(self, now: float) -> bool:
        """Take note, once, that a child that fell stands again for a minute."""
        if self.process is None or not self.falls or now - self.started <= STEADY_AFTER:
            return False
        self.falls, self.falling_since = 0, 0.0
        return True

    def state(self, ms_of: float) -> ChildState:
        """Return how it fares; ``ms_of`` is what to add to monotonic seconds for seconds since 1970."""

        def wall(moment: float) -> int:
            return int((moment + ms_of) * 1000) if moment else 0

        return ChildState(
            name=self.name,
            pid=self.process.pid if self.process is not None else 0,
            falls=self.falls,
            falling_since=wall(self.falling_since),
            last_status=self.last_status,
            next_start=wall(self.next_start),
            restarts=max(0, self.starts - 1),
        )


def child(name: str, secret: bytes = b"") -> Child:
    """Return the child that runs ``rufschutz serve NAME`` with this interpreter."""
    return Child(name, serve_command(name), secret=secret)


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{max(1, round(seconds))} seconds"
    return f"{round(seconds / 60)} minutes"
