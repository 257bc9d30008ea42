"""One process tree: starts the children, starts a fallen one again, ends them together.

A child that falls is started again after a pause that doubles up to 30 s; one that
has stood for a minute starts afresh with the shortest pause. One that ends with
`FINAL` cannot be helped by another start: all end. SIGTERM and SIGINT end
all children; the supervisor waits for them, then kills what is left.
"""

from __future__ import annotations

import signal
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rufschutz.cli.children import serve_command, spawn
from rufschutz.cli.final import FINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
PATIENCE = 15.0


def pause_after(falls: int) -> float:
    """Return the seconds to wait before the start after ``falls`` quick falls in a row."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** max(0, falls - 1)))


@dataclass(slots=True)
class Child:
    """A child process: its command line and how it fares. Times are monotonic seconds."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    next_start: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until told to stop. ``say`` prints a line for the operator."""

    children: Sequence[Child]
    say: Callable[[str], None]
    clock: Callable[[], float] = time.monotonic
    stopping: bool = field(default=False, init=False)
    status: int = field(default=0, init=False)

    def run(self) -> int:
        """Run until a signal asks to stop, or a child ends for good; return the exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self.stopping:
            self.step()
            time.sleep(0.1)
        self.end()
        return self.status

    def step(self) -> None:
        """Start what should run and does not."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._fallen(child, child.process.returncode)
            if child.process is None and not self.stopping and self.clock() >= child.next_start:
                self._start(child)

    def end(self) -> None:
        """End all children, politely first."""
        for child in self.children:
            if child.process is not None:
                child.process.terminate()
        deadline = self.clock() + PATIENCE
        for child in self.children:
            if child.process is not None:
                self._wait(child.process, max(0.1, deadline - self.clock()))

    def _on_signal(self, number: int, frame: object) -> None:  # noqa: ARG002 - the signal module's signature
        self.stopping = True

    def _start(self, child: Child) -> None:
        child.process = spawn(child.command)
        child.started = self.clock()

    def _fallen(self, child: Child, status: int) -> None:
        child.process = None
        if status == FINAL:
            self.say(f"{child.name} cannot run as things are set, see above; everything ends")
            self.stopping, self.status = True, 1
            return
        child.falls = 1 if self.clock() - child.started > STEADY_AFTER else child.falls + 1
        pause = pause_after(child.falls)
        child.next_start = self.clock() + pause
        self.say(f"{child.name} ended with status {status}; it starts again in {pause:g} s")

    @staticmethod
    def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def child(name: str) -> Child:
    """Return the child that runs ``rufschutz serve NAME`` with this interpreter."""
    return Child(name, serve_command(name))
