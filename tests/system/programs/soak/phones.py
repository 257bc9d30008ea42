"""Three hundred light callers in one process: one clock for all, a few sockets, nothing decoded.

A caller goes by what it has heard: voice sends one packet for each 20 ms of what it says, so
that so many packets after the answer the question is over, however late they come.
"""

# ruff: noqa: S311

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import socket
import time
from dataclasses import dataclass, field

import numpy as np

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.phone import Order, Phone
from rufschutz.voice.media.clock import TickClock
from rufschutz.voice.media.codecs import Codec, encode
from rufschutz.voice.sip.dialogs import hop_of
from rufschutz.voice.sip.transport import open_udp

HOST = "127.0.0.1"
MESSAGES, STARRED, CALLBACKS, REFUSED, LEFT = "message", "starred", "callback", "refused", "left"
KINDS = (MESSAGES,) * 5 + (STARRED,) + (CALLBACKS,) * 2 + (REFUSED,) * 2 + (LEFT,) * 2
SPEECH_S = 45
LIMIT_S = 240
TRUNKS = 8
BUFFER = 4 << 20
RECEIVE_BUFFER_BY_FORCE = 33
"""SO_RCVBUFFORCE: beyond what the machine grants everybody, for who may."""

ANSWERS_S = (1.5, 4.0)
"""After the question; an early yes does not count."""

PACKETS_A_SECOND = 50

AGAIN_S = 0.5
APART_S = 0.1


@dataclass
class Counts:
    """What became of the calls; ``done`` counts by kind those who did all they had planned.

    ``cut`` ended, by the far end or after `LIMIT_S`, with something still to do; ``heard`` are
    the packets that came.
    """

    begun: int = 0
    answered: int = 0
    refused: int = 0
    lost: int = 0
    cut: int = 0
    heard: int = 0
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))


class Trunk:
    """A socket that many callers speak from, and hear at; reports come to the next port, unread."""

    def __init__(self) -> None:
        self.line, self._reports = _pair()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        with contextlib.suppress(PermissionError):
            self.line.setsockopt(socket.SOL_SOCKET, RECEIVE_BUFFER_BY_FORCE, BUFFER)
        self.line.setblocking(False)
        self.heard: dict[int, int] = {}
        """Packets by the port that they came from; each call has one of its own."""
        self._buffer = bytearray(2_048)

    def hear(self) -> None:
        """Take what came."""
        take, buffer, heard = self.line.recvfrom_into, self._buffer, self.heard
        with contextlib.suppress(BlockingIOError):
            while True:
                port = take(buffer)[1][1]
                heard[port] = heard.get(port, 0) + 1

    def close(self) -> None:
        """Close both sockets."""
        self.line.close()
        self._reports.close()


def _pair() -> tuple[socket.socket, socket.socket]:
    """Return two sockets on neighbouring ports, so that no report reaches a stranger."""
    while True:
        first, second = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        first.bind((HOST, 0))
        try:
            second.bind((HOST, first.getsockname()[1] + 1))
        except (OSError, OverflowError):
            first.close()
            second.close()
            continue
        return first, second


class Caller(Phone):
    """A call by what was heard: after ``question_s`` of it the question is over."""

    def __init__(self, target: str, seed: int, question_s: float, speech: bytes, trunk: Trunk) -> None:
        super().__init__(Order(target, (), None, f"+493023125{seed % 1000:03d}", limit_s=LIMIT_S))
        dice = random.Random(seed)
        self.kind = dice.choice(KINDS)
        self.plan = _plan(self.kind, dice, question_s)
        self._speech = speech
        self._trunk = trunk
        self._rtp = trunk.line
        self._far = ("", 0)

    @property
    def heard(self) -> int:
        """Return the packets of this call so far."""
        return self._trunk.heard.get(self._far[1], 0)

    @property
    def cut(self) -> bool:
        """Say whether something was still to do but to hang up."""
        return any(what != "bye" for _, what in self.plan)

    async def call(self):
        self._transport = await open_udp(HOST, 0, self._make_client, self._on_sip)
        try:
            self._invite(hop_of(self._order.target))
            await asyncio.wait_for(self._over.wait(), self._order.limit_s)
        except TimeoutError:
            self._hang_up("limit")
        finally:
            await asyncio.sleep(AGAIN_S)
            self._transport.close()
        return self.transcript

    def beat(self) -> None:
        """Do what is due in these 20 ms: press or speak by the plan, send one packet."""
        if self._out is None or self._settled is None or self._over.is_set():
            return
        if not self._far[1]:
            self._far = (self._settled.remote_host, self._settled.remote_port)
            self._trunk.heard[self._far[1]] = 0
        if self.plan and self.plan[0][0] * PACKETS_A_SECOND <= self.heard:
            self._do()
        if not self._over.is_set():
            self._rtp.sendto(self._out.next(), self._far)

    def _do(self) -> None:
        what = self.plan[0][1]
        if what == "bye":
            self._hang_up("caller")
        elif what == "speak":
            self._out.play(self._speech)
        elif self._out.is_pressing:
            return
        else:
            self._out.cut()
            self._out.press(Key(what), 120)
        self.plan.pop(0)


def _plan(kind: str, dice: random.Random, question_s: float) -> list[tuple[float, str]]:
    """Return what is done after how many seconds of sound; the last is always to hang up."""
    answer = question_s + dice.uniform(*ANSWERS_S)
    end = answer + 9.0 + dice.uniform(20.0, 40.0)
    said = [(answer, "1"), (answer + 9.0, "speak")]
    match kind:
        case "message":
            return [*said, (end, "#"), (end + 12.0, "bye")]
        case "starred":
            return [*said, (end, "*"), (end + 12.0, "bye")]
        case "callback":
            return [(answer, "2"), (answer + 12.0, "#"), (answer + 25.0, "1"), (answer + 35.0, "bye")]
        case "refused":
            return [(answer, "2"), (answer + dice.uniform(5.0, 20.0), "bye")]
        case _:
            return [(dice.uniform(1.0, min(40.0, question_s)), "bye")]


class Callers:
    """Keeps so many calls up until told to stop."""

    def __init__(self, target: str, calls: int, question_s: float) -> None:
        self._target, self._calls, self._question_s = target, calls, question_s
        noise = np.random.default_rng(5).integers(-9_000, 9_000, SPEECH_S * 8_000).astype(np.int16)
        self._speech = encode(Codec.PCMA, noise).tobytes()
        self._trunks = [Trunk() for _ in range(min(TRUNKS, calls))]
        self._up: set[Caller] = set()
        self.counts = Counts()

    async def run(self, seconds: float) -> None:
        """Call for so long, then let the calls that run come to their ends."""
        self.ticks = TickClock(asyncio.get_running_loop(), self._tick)
        self.ticks.start()
        deadline = time.monotonic() + seconds
        await asyncio.gather(*(self._line(each, deadline) for each in range(self._calls)))
        self.ticks.stop()
        for trunk in self._trunks:
            trunk.close()

    def _tick(self, _missed: int) -> None:
        for caller in self._up:
            caller.beat()
        for trunk in self._trunks:
            trunk.hear()

    async def _line(self, number: int, deadline: float) -> None:
        await asyncio.sleep(number * APART_S)
        trunk = self._trunks[number % len(self._trunks)]
        while time.monotonic() < deadline:
            seed = secrets.randbits(30)
            caller = Caller(self._target, seed, self._question_s, self._speech, trunk)
            self.counts.begun += 1
            self._up.add(caller)
            transcript = await caller.call()
            self._up.discard(caller)
            self._count(caller, transcript.status)

    def _count(self, caller: Caller, status: int) -> None:
        self.counts.answered += status == 200
        self.counts.refused += status not in {0, 200, 408}
        self.counts.lost += status in {0, 408}
        if status == 200:
            self.counts.heard += caller.heard
            self.counts.cut += caller.cut
            self.counts.done[caller.kind] += not caller.cut
