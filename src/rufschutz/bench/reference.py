"""The measure beside ours: one asyncio task and one datagram protocol per call, doing the same work.

The work is the same down to the modules: parse, source lock, order, level, sealed
recording, a prompt sent packet by packet. Only who wakes up for it differs.
"""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import Clock
from rufschutz.bench import rig
from rufschutz.domain.ids import CallId, PlaybackId
from rufschutz.voice.media.clock import PERIOD, TickClock
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.levels import LevelMeter
from rufschutz.voice.media.outgoing import MediaFormat, StreamIdentity
from rufschutz.voice.media.pool import Ports
from rufschutz.voice.media.session import MediaSession, Meters, SessionSetup
from rufschutz.voice.media.tones import ToneMeter
from rufschutz.voice.tasks import Tasks

if TYPE_CHECKING:
    from rufschutz.voice.media.clock import Lateness
    from rufschutz.voice.recorder import Recorder


class _Call(asyncio.DatagramProtocol):
    """One call: woken for each packet, and by its own task for each packet it sends."""

    def __init__(self, number: int, opened: socket.socket, remote: tuple[str, int]) -> None:
        self._now = Clock().now
        self._meters = Meters(LevelMeter(1), ToneMeter(4))
        setup = SessionSetup(CallId(f"call-{number}"), StreamIdentity(number, 0, 0))
        self.session = MediaSession(setup, Ports(opened, opened), self._meters, 0, lambda _: None)
        self.session.negotiate(MediaFormat(), remote, self._now())
        self.session.play(PlaybackId(number), rig.PROMPT, self._now())

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Take one packet; look for tones in it, and at its level."""
        now = self._now()
        self.session.receive(memoryview(data), len(data), addr, now)
        self._meters.tones.measure()
        self._meters.levels.measure(now)

    async def speak(self) -> None:
        """Send a packet every 20 ms until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self.session.advance(self._now(), 0)
            due += PERIOD
            await asyncio.sleep(max(due - loop.time(), 0))


def _same(call: _Call) -> _Call:
    return call


class TaskHouse:
    """Calls served by a task each; a clock beside them shows how late the loop is."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._calls: list[_Call] = []
        self._tasks = Tasks()
        self._key = rig.ingest_key()
        self._clock = TickClock(asyncio.get_running_loop(), lambda _: None)
        self._clock.start()

    def answer(self, calls: int, remote: tuple[str, int]) -> list[int]:
        """Take so many calls and return their ports."""
        loop = asyncio.get_running_loop()
        for number in range(calls):
            opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            opened.setblocking(False)  # noqa: FBT003  the library takes it by position alone
            opened.bind((remote[0], 0))
            call = _Call(number, opened, remote)
            self._calls.append(call)
            self._tasks.start(loop.create_datagram_endpoint(partial(_same, call), sock=opened), "endpoint")
            self._tasks.start(call.speak(), "call")
        return [call.session.port for call in self._calls]

    def record(self, number: int) -> None:
        """Begin the recording of one call."""
        grant = rig.granted(number)
        recording = rig.open_recording(self._recorder, grant, self._key, Codec.PCMA, number)
        self._calls[number].session.start_capture(grant, recording.feed, Clock().now(), rig.NO_SILENCE)

    def reset(self) -> None:
        """Forget the lateness measured so far."""
        self._clock.reset()

    def lateness(self) -> Lateness:
        """Return the lateness since the reset."""
        return self._clock.lateness()

    def received(self) -> int:
        """Return how many packets were taken in all."""
        return sum(call.session.statistics().received for call in self._calls)

    def end(self) -> None:
        """End all calls; the loop, which ends next, takes the tasks with it."""
        self._clock.stop()
