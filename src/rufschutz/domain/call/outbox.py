"""What leaves the machine: commands in order, facts with their head, and the timers that run.

Time is the time of the event being handled; nothing here reads a clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call.commands import StartTimer, StopTimer, Store
from rufschutz.domain.call.events import Timer
from rufschutz.domain.call.facts import Head
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Command
    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.call.script import CallScript, Ids
    from rufschutz.domain.ids import FactId


class Outbox:
    """Collects the answer to one event at a time."""

    def __init__(self, script: CallScript, ids: Ids) -> None:
        self.ids = ids
        self.now = Millis(0)
        self._script = script
        self._commands: list[Command] = []
        self._running: set[Timer] = set()

    def give(self, command: Command) -> None:
        """Add a command."""
        self._commands.append(command)

    def drain(self) -> tuple[Command, ...]:
        """Return the commands given since the last drain, in order."""
        commands = tuple(self._commands)
        self._commands.clear()
        return commands

    def head(self, fact: FactId | None = None) -> Head:
        """Return the head of a fact of now, under a new id unless one is given."""
        script = self._script
        return Head(fact or self.ids.fact(), script.tenant, script.line, script.call, self.now)

    def store(self, fact: Fact) -> None:
        """Give a fact to be stored."""
        self.give(Store(fact))

    def start(self, timer: Timer, ms: int) -> None:
        """Start or restart a timer."""
        self._running.add(timer)
        self.give(StartTimer(timer, ms))

    def stop(self, *timers: Timer) -> None:
        """Stop those of the timers that run."""
        for timer in timers:
            if timer in self._running:
                self._running.remove(timer)
                self.give(StopTimer(timer))

    def stop_waiting(self) -> None:
        """Stop every timer but the one that limits the call."""
        self.stop(*(timer for timer in Timer if timer is not Timer.CALL))

    def fired(self, timer: Timer) -> bool:
        """Note that a timer ran out; False for one that was stopped meanwhile."""
        running = timer in self._running
        self._running.discard(timer)
        return running
