"""Three hundred light callers in one process: one clock for all, packets that are ready, nothing decoded."""

# ruff: noqa: S311

from __future__ import annotations

import asyncio
import random
import secrets
import socket
import time
from dataclasses import dataclass

import numpy as np

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.phone import Order, Phone
from rufschutz.voice.media.clock import TickClock
from rufschutz.voice.media.codecs import Codec, encode
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.sip.dialogs import hop_of

KINDS = ("message", "message", "message", "callback", "refused", "hang_up")
PATIENCE = 150.0
SPEECH_S = 45


@dataclass
class Counts:
    """What became of the calls."""

    begun: int = 0
    answered: int = 0
    refused: int = 0
    lost: int = 0
    messages: int = 0
    stars: int = 0


class Caller(Phone):
    """A call by the clock: ``question_s`` after the answer the question is over."""

    def __init__(self, target: str, number: int, question_s: float, speech: bytes, counts: Counts) -> None:
        dice = random.Random(number)
        super().__init__(Order(target, (), None, f"+493023125{number % 1000:03d}", limit_s=200, linger_ms=0))
        self._speech = speech
        self.counts = counts
        self.plan = _plan(dice, question_s)
        self.message = False
        self._buffer = bytearray(2048)

    async def call(self):
        hop = hop_of(self._order.target)
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.setblocking(False)
        self._rtp.bind((self._local, 0))
        self._transport = await _open(self)
        try:
            self._invite(hop)
            await asyncio.wait_for(self._over.wait(), self._order.limit_s)
        except TimeoutError:
            self._hang_up("limit")
        finally:
            await asyncio.sleep(0.5)
            self._transport.close()
            self._rtp.close()
        return self.transcript

    def beat(self) -> None:
        """Do what is due in this 20 ms: drop what came, send one packet, press or speak by the plan."""
        out, settled = self._out, self._settled
        if out is None or settled is None or self._over.is_set():
            return
        try:
            while True:
                self._rtp.recv_into(self._buffer)
        except (BlockingIOError, OSError):
            pass
        since = self._loop.time() - self._answered_at
        while self.plan and self.plan[0][0] <= since:
            _, what = self.plan.pop(0)
            self._do(what)
        if not self._over.is_set():
            self._rtp.sendto(out.next(), (settled.remote_host, settled.remote_port))

    def _do(self, what: str) -> None:
        if what == "bye":
            self._hang_up("caller")
        elif what == "speak":
            self.message = True
            self._out.play(self._speech)
        else:
            self._out.cut()
            try:
                self._out.press(Key(what), 120)
            except MediaError:
                self.plan.insert(0, (self._loop.time() - self._answered_at + 0.1, what))

    def _note(self, what: str) -> None:
        self.transcript.moments.clear()


async def _open(phone: Phone):
    from rufschutz.voice.sip import transport

    opener = getattr(transport, "open_udp", None)
    return await opener(phone._local, 0, phone._make_client, phone._on_sip)


def _plan(dice: random.Random, question_s: float) -> list[tuple[float, str]]:
    answer = question_s + dice.uniform(0.5, 3.0)
    spoken = dice.uniform(20.0, 40.0)
    match dice.choice(KINDS):
        case "message":
            end = answer + 9.0 + spoken
            star = dice.random() < 0.1
            return [(answer, "1"), (answer + 9.0, "speak"), (end, "*" if star else "#"), (end + 12.0, "bye")]
        case "callback":
            return [(answer, "2"), (answer + 12.0, "#"), (answer + 25.0, "1"), (answer + 35.0, "bye")]
        case "refused":
            return [(answer, "2"), (answer + dice.uniform(5.0, 20.0), "bye")]
        case _:
            return [(dice.uniform(1.0, 40.0), "bye")]


class House:
    """Keeps so many calls up until told to stop."""

    def __init__(self, target: str, calls: int, question_s: float) -> None:
        self._target, self._calls, self._question_s = target, calls, question_s
        noise = np.random.default_rng(5).integers(-9_000, 9_000, SPEECH_S * 8_000).astype(np.int16)
        self._speech = encode(Codec.PCMA, noise).tobytes()
        self.counts = Counts()
        self.up: set[Caller] = set()
        self.late: list[float] = []
        self.stopping = False

    async def run(self, seconds: float) -> None:
        ticks = TickClock(asyncio.get_running_loop(), self._tick)
        ticks.start()
        self.ticks = ticks
        deadline = time.monotonic() + seconds
        lines = [
            asyncio.get_running_loop().create_task(self._line(each, deadline)) for each in range(self._calls)
        ]
        await asyncio.gather(*lines)
        ticks.stop()

    def _tick(self, _missed: int) -> None:
        for caller in tuple(self.up):
            caller.beat()

    async def _line(self, number: int, deadline: float) -> None:
        await asyncio.sleep(number * 0.1)
        while time.monotonic() < deadline:
            self.counts.begun += 1
            caller = Caller(self._target, secrets.randbits(30), self._question_s, self._speech, self.counts)
            self.up.add(caller)
            done = await caller.call()
            self.up.discard(caller)
            self.counts.answered += done.status == 200
            self.counts.refused += done.status not in {0, 200, 408}
            self.counts.lost += done.status in {0, 408}
            self.counts.messages += caller.message
