"""One process tree: starts the children, starts a fallen one again, ends them in order.

SIGTERM or SIGINT asks the first child, which holds the calls, to end when its last
call does; the others go on until then and a moment longer, so that the last facts are
taken over. Another signal ends the calls at once. A child that ends with `FINAL`
cannot be helped by another start: all end. It waits for nobody for ever, and a disk
that takes no state file must never end it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.clock import Clock
from rufschutz.cli.children import spawn
from rufschutz.cli.final import FINAL
from rufschutz.handover import supervision
from rufschutz.handover.supervision import Supervision

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rufschutz.cli.offspring import Child

PATIENCE: Final = 15.0
"""Seconds that a process is given to end, beyond what its calls may take."""

LAST_FACTS: Final = 1.0
"""Seconds that the others go on after the last call: the worker looks for facts five times in it."""

_LOOK: Final = 0.1
_ASK: Final = 1.0
_AGAIN: Final = 1.5
"""Seconds between two signals to voice, which takes two within one second for one."""


def no_calls() -> int:
    """Know of no call."""
    return 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How to end: ``drain_seconds`` are the calls' own time, ``calls`` tells how many still run."""

    drain_seconds: float = 0.0
    calls: Callable[[], int] = no_calls


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until told to stop; the first child is the one that is waited for.

    ``say`` prints a line for the operator, ``run_directory`` is where the state file lies. ``ready`` is
    asked once a second until it is so, which is said once.
    """

    children: Sequence[Child]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    ending: Ending = field(default_factory=Ending)
    run_directory: Path | None = None
    ready: Callable[[], bool] | None = None
    stopping: bool = field(default=False, init=False)
    hurried: bool = field(default=False, init=False)
    status: int = field(default=0, init=False)
    _told: Supervision | None = field(default=None, init=False)
    _asked: float = field(default=float("-inf"), init=False)

    def run(self) -> int:
        """Run until a signal asks to stop, or a child ends for good; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self.stopping:
            self.step()
            time.sleep(_LOOK)
        if not self.status:
            self.drain(time.sleep)
        self.end()
        return self.status

    def step(self) -> None:
        """Start what should run and does not."""
        self._tend(self.children)
        self._tell()
        self._greet()

    def drain(self, pause: Callable[[float], None]) -> None:
        """Let the first child come to its end by itself, with the others at work; ``pause`` waits seconds."""
        first, *others = self.children
        if first.process is None:
            return
        first.process.terminate()
        over = self.clock() + self.ending.drain_seconds + PATIENCE
        running, asked = 0, self.clock()
        while first.process.poll() is None and self.clock() < over:
            running = self._say_running(running)
            if self.hurried and self.clock() - asked >= _AGAIN:
                first.process.terminate()
                asked, over = self.clock(), min(over, self.clock() + PATIENCE)
            self._tend(others)
            self._tell()
            pause(_LOOK)
        pause(LAST_FACTS)

    def end(self) -> None:
        """End all children, politely first."""
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        deadline = self.clock() + PATIENCE
        for child in self.children:
            if child.process is not None:
                self._wait(child.process, max(0.1, deadline - self.clock()))

    def _greet(self) -> None:
        """Say once that everything stands; nobody is asked more often than once a second."""
        if (
            self.ready is None
            or self.clock() < self._asked + _ASK
            or any(c.process is None for c in self.children)
        ):
            return
        self._asked = self.clock()
        if self.ready():
            self.ready = None
            self.say("ready    calls are answered, pages are shown")

    def _on_signal(self, number: int, frame: object) -> None:  # noqa: ARG002 - the signal module's signature
        self.stopping, self.hurried = True, self.stopping

    def _tend(self, children: Sequence[Child]) -> None:
        for child in children:
            if child.has_ended() and child.process is not None:
                self._fallen(child, child.process.returncode)
            if child.process is None and not self.status and self.clock() >= child.next_start:
                child.began(spawn(child.command, own_group=True, secret=child.secret), self.clock())
            if child.steadied(self.clock()):
                self.say(f"{child.name} stands again")

    def _fallen(self, child: Child, status: int) -> None:
        words = child.fell(status, self.clock())
        if status == FINAL:
            self.say(f"{child.name} cannot run as things are set, see above; everything ends")
            self.stopping, self.status = True, 1
            return
        self.say(words)

    def _say_running(self, before: int) -> int:
        """Say how many calls are waited for whenever that changes; return it."""
        running = self.ending.calls()
        if running and running != before:
            calls = "1 call is" if running == 1 else f"{running} calls are"
            words = "ended now" if self.hurried else "waited for; Ctrl-C (or SIGTERM) again ends them"
            self.say(f"{calls} still running, {words}")
        return running

    def _tell(self) -> None:
        """Write the state file when anything in it changed."""
        if self.run_directory is None:
            return
        now = Clock().now()
        children = tuple(child.state(now / 1000 - self.clock()) for child in self.children)
        state = Supervision(now, os.getpid(), self.stopping, children)
        if self._told is not None and _same(self._told, state):
            return
        self._told = state
        try:
            supervision.write(self.run_directory, state)
        except OSError as error:
            self.say(f"nobody can be told how the processes fare: {error.strerror}")

    @staticmethod
    def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _same(told: Supervision, state: Supervision) -> bool:
    """Return whether a new file would say nothing new; the two clocks may differ by some ms."""
    return told.ending == state.ending and [
        (each.pid, each.falls, each.last_status) for each in told.children
    ] == [(each.pid, each.falls, each.last_status) for each in state.children]
