"""Set-ups per second over UDP, the whole way: INVITE, 200, ACK, the call's facts durable, BYE.

Voice runs as a process of its own on one core, the caller on another where there is
one. Beside the figure stand OPTIONS from the same caller (a request, an answer and a
transaction, but no call) and the bare work of reading and writing the messages.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.bench.dialling import Dialled, Dialler
from rufschutz.bench.errors import BenchError
from rufschutz.bench.processes import cpu_seconds
from rufschutz.bench.service import LINE, Service
from rufschutz.handover.spool import read_lines, spool_files
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.replies import reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AT_ONCE: Final = (1, 10, 50, 200)
CALLS: Final = 2_000
WARM_UP: Final = 50

FACTS_OF_A_CALL: Final = 2
"""It began, it ended: who hangs up in the notice leaves no more."""

_NEVER_MS: Final = 10_000
"""A lateness that no tick reaches: what is measured is what set-ups take, not when they are refused."""

_PATIENCE: Final = 20.0
_BARE_ROUNDS: Final = 500


@dataclass(frozen=True, slots=True)
class SetupsResult:
    """One level: ``per_second`` until the last fact is durable, and what voice's CPU took for each.

    ``options`` a second from the same caller, ``bare`` set-ups a second if reading and
    writing their messages were all there is; ``ratio`` is ours to the former.
    """

    at_once: int
    calls: int
    per_second: float
    cpu_ms: float
    options: float
    bare: float
    repeated: int

    @property
    def ratio(self) -> float:
        """How many OPTIONS one set-up costs."""
        return self.options / self.per_second


def measure(levels: Sequence[int] = AT_ONCE, calls: int = CALLS) -> list[SetupsResult]:
    """Set up so many calls at each level. Raises `BenchError` where one is refused or a fact is missing."""
    with Service("voice", late_ms=_NEVER_MS) as service:
        pid = service.processes()[0][1]
        with _a_core_each(pid), Dialler(LINE, service.port) as caller:
            rig = _Rig(pid, service.data / "spool", caller)
            rig.set_up(WARM_UP, 10)
            return [rig.level(at_once, calls) for at_once in levels]


@dataclass(slots=True)
class _Rig:
    """One voice process and its caller; ``calls`` were made until now."""

    pid: int
    spool: Path
    caller: Dialler
    calls: int = 0

    def set_up(self, calls: int, at_once: int) -> Dialled:
        """Set up calls and wait until their facts are durable."""
        self.calls += calls
        made = self.caller.set_up(calls, at_once)
        if made.refused:
            raise BenchError(f"{made.refused} of {calls} calls were refused")
        _durable(self.spool, self.calls)
        return made

    def level(self, at_once: int, calls: int) -> SetupsResult:
        """Measure one level."""
        asked = self.caller.ask(calls, at_once)
        used, began = cpu_seconds(self.pid), time.perf_counter()
        made = self.set_up(calls, at_once)
        seconds, used = time.perf_counter() - began, cpu_seconds(self.pid) - used
        options = asked.done / asked.seconds
        return SetupsResult(
            at_once, calls, calls / seconds, 1000 * used / calls, options, bare(), made.repeated
        )


def bare(rounds: int = _BARE_ROUNDS) -> float:
    """Return set-ups a second of which only the messages are read and the answers written."""
    invite, ack, bye = (_message(method) for method in ("INVITE", "ACK", "BYE"))
    began = time.perf_counter()
    for _ in range(rounds):
        request = read(invite)
        for code in (100, 200):
            bytes(reply(request, code, tag="t"))  # type: ignore[arg-type]
        read(ack)
        bytes(reply(read(bye), 200))  # type: ignore[arg-type]
    return rounds / (time.perf_counter() - began)


def _message(method: str) -> bytes:
    head = (
        f"{method} sip:{LINE}@127.0.0.1:5060 SIP/2.0\r\n"
        "Via: SIP/2.0/UDP 127.0.0.1:5080;rport;branch=z9hG4bK1\r\n"
        f"From: <sip:bench@127.0.0.1>;tag=f\r\nTo: <sip:{LINE}@127.0.0.1>\r\nCall-ID: 1@bench\r\n"
        f"CSeq: 1 {method}\r\nContact: <sip:bench@127.0.0.1:5080>\r\nMax-Forwards: 70\r\n"
    )
    return f"{head}Content-Length: 0\r\n\r\n".encode()


def _durable(spool: Path, calls: int) -> None:
    """Wait until the facts of so many calls lie there."""
    deadline = time.monotonic() + _PATIENCE
    while (found := _facts(spool)) < calls * FACTS_OF_A_CALL:
        if time.monotonic() > deadline:
            raise BenchError(f"{calls * FACTS_OF_A_CALL - found} facts are missing")
        time.sleep(0.01)


def _facts(spool: Path) -> int:
    return sum(sum(1 for _ in read_lines(file.path)) for file in spool_files(spool))


@contextmanager
def _a_core_each(pid: int) -> Iterator[None]:
    """Keep all threads of ``pid`` on one core and this process off it, where there is a second one."""
    before = os.sched_getaffinity(0)
    theirs = max(before)
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {theirs})
    os.sched_setaffinity(0, before - {theirs} or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
