"""Who dies when: voice processes in lanes of their own, and a whole tree under its supervisor."""

# ruff: noqa: T201, S311

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import callers
from callers import Caller, Record

from rufschutz.bench.errors import BenchError
from rufschutz.bench.processes import children, words

if TYPE_CHECKING:
    from sounds import Heard

    from house import House, Witness

LANES = 6
START_SECONDS = 120
CALLERS = 3
TREE_VICTIMS = ("worker", "worker", "worker", "web", "voice")


@dataclass
class Drill:
    """The state of one run: what is wanted, what was killed, who called."""

    house: House
    witness: Witness
    known: dict[bytes, Heard]
    question: str
    seed: int
    wanted: int
    kills: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)
    records: list[Record] = field(default_factory=list)
    withdrawn: list[tuple[str, bool]] = field(default_factory=list)
    by_place: dict[str, set[Caller]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    @property
    def done(self) -> bool:
        return self.kills.total() >= self.wanted

    def note(self, who: str, place: str) -> None:
        """Count a kill, and what the callers of that place were in the middle of."""
        self.kills[who] += 1
        if who == "voice":
            self.phases.update(caller.phase for caller in self.by_place.get(place, ()))
        if self.kills.total() % 50 == 0:
            print(f"{self.kills.total()} kills, {len(self.records)} calls", file=sys.stderr, flush=True)

    async def run(self) -> None:
        """Kill and call until enough were killed, then let what runs come to its end."""
        lanes = [self._lane(f"lane-{number}") for number in range(LANES)]
        await asyncio.gather(self._tree(), self._withdrawals(), self._look(), *lanes)

    async def _look(self) -> None:
        while not self.done:
            self.witness.look()
            await asyncio.sleep(0.3)

    async def _lane(self, name: str) -> None:
        dice = random.Random(f"{self.seed} {name}")
        while not self.done:
            process = self.house.lane(name)
            up = asyncio.get_running_loop().create_task(self._called(name, name, process.pid))
            await self._live(name, process.pid, dice)
            if process.poll() is not None:
                raise SystemExit(f"{name} ended by itself with status {process.returncode}")
            process.send_signal(signal.SIGKILL)
            self.note("voice", name)
            process.wait()
            await up

    async def _live(self, name: str, pid: int, dice: random.Random) -> None:
        """Let a voice process live for a while: some die while they start, some see whole calls."""
        kind = dice.random()
        if kind < 0.15:
            await asyncio.sleep(dice.uniform(0.05, 2.0))
            return
        while self.house.port(name, pid) is None and _lives(pid):
            await asyncio.sleep(0.02)
        await asyncio.sleep(dice.uniform(0.3, 4.0) if kind < 0.55 else dice.uniform(4.0, 12.0))

    async def _called(self, place: str, run: str, pid: int) -> None:
        """Call the voice process ``pid`` from its start until it is gone."""
        port = self.house.port(run, pid)
        while port is None and _lives(pid):
            await asyncio.sleep(0.02)
            port = self.house.port(run, pid)
        if port is not None:
            await asyncio.gather(*(self._line(place, port, pid) for _ in range(CALLERS)))

    async def _line(self, place: str, port: int, pid: int) -> None:
        while _lives(pid) and not self.done:
            number = len(self.records)
            who = f"+493023125{number % callers.NUMBERS:03d}"
            record = Record(number, self.dice.choice(callers.KINDS), place, who, time.time_ns() // 1_000_000)
            self.records.append(record)
            caller = Caller(f"sip:praxis@127.0.0.1:{port}", record, self.known, self.question, self.seed)
            self.by_place.setdefault(place, set()).add(caller)
            call = asyncio.get_running_loop().create_task(callers.call(caller))
            while not call.done():
                await asyncio.wait({call}, timeout=0.5)
                if not _lives(pid) and not caller.transcript.status:
                    call.cancel()
                    record.ended_by = "never answered"
                    await asyncio.wait({call})
            self.by_place[place].discard(caller)

    async def _tree(self) -> None:
        while not self.done:
            tree = self.house.start("all")
            for _ in range(self.dice.randint(3, 7)):
                if self.done:
                    break
                await self._fell(tree.pid, self.dice.choice(TREE_VICTIMS))
            family = children(tree.pid)
            tree.send_signal(signal.SIGKILL)
            self.note("supervisor", "tree")
            tree.wait()
            await self._orphans(family)

    async def _fell(self, supervisor: int, victim: str) -> None:
        """Wait until the victim runs, and a little; then kill it."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            pid = next((each for each in children(supervisor) if _is(each, victim)), None)
            if pid is not None:
                break
            await asyncio.sleep(0.05)
        else:
            family = [_name(each) for each in children(supervisor)]
            raise SystemExit(f"the supervisor did not start {victim} again in time: {family}")
        call = None
        if victim == "voice":
            call = asyncio.get_running_loop().create_task(self._called("tree", "", pid))
        await asyncio.sleep(self.dice.uniform(0.0, 2.5 if victim == "web" else 8.0))
        _kill(pid)
        self.note(victim, "tree")
        if call is not None:
            await call

    async def _orphans(self, family: tuple[int, ...]) -> None:
        """Let those whose parent died end by themselves, or kill them while they do."""
        await asyncio.sleep(self.dice.uniform(0.0, 3.0))
        for pid in family:
            name = _name(pid)
            if name and _kill(pid):
                self.note(name, "tree")
        while any(_lives(pid) for pid in family):
            await asyncio.sleep(0.05)

    async def _withdrawals(self) -> None:
        """Enter withdrawals by command as it is typed, and kill every third of these commands."""
        while not self.done:
            await asyncio.sleep(8)
            rows = json.loads(
                await asyncio.to_thread(self.house.run, "calls", "list", "--json", "--size", "1000") or "[]"
            )
            known = {name for name, _ in self.withdrawn}
            stored = [
                row["call"]
                for row in rows
                if row["recording_state"] == "archived" and row["call"] not in known
            ]
            if not stored:
                continue
            name = self.dice.choice(stored)
            process = self.house.start(
                "shell", [sys.executable, "-m", "rufschutz", "consent", "withdraw", name, "--json"]
            )
            if len(self.withdrawn) % 3 == 0:
                await asyncio.sleep(self.dice.uniform(0.6, 2.5))
                killed = process.poll() is None
                process.kill()
                if killed:
                    self.note("shell", "tree")
            status = await asyncio.to_thread(process.wait)
            self.withdrawn.append((name, status == 0))


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123 - a file of the kernel
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _name(pid: int) -> str:
    try:
        return words(pid)[-1] if _lives(pid) else ""
    except (BenchError, IndexError):
        return ""


def _is(pid: int, victim: str) -> bool:
    return _name(pid) == victim


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
