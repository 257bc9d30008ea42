"""How many calls one core carries: media in and out with sealed recording, in one process kept on one core.

Two ways of doing the same work are measured side by side: the product's own tick,
and one asyncio task per call, which is what most servers do.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from rufschutz.adapters.clock import Clock
from rufschutz.bench import reference, rig
from rufschutz.bench.load import HOST, Callers
from rufschutz.domain.ids import CallId, PlaybackId
from rufschutz.voice.media.clock import TickClock, share_finely
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.outgoing import MediaFormat, StreamIdentity
from rufschutz.voice.media.plane import MediaPlane
from rufschutz.voice.media.pool import PortPool
from rufschutz.voice.media.session import MediaSession, SessionSetup
from rufschutz.voice.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from rufschutz.voice.media.clock import Lateness

SIZES: Final = (100, 300, 500)
TICK: Final = "tick"
NOISY: Final = "tick, bad link"
TASKS: Final = "task per call"
SETTLE: Final = 2.0
"""Seconds in which the recordings begin, and as many again before anything is counted."""


@dataclass(frozen=True, slots=True)
class MediaResult:
    """One measured run. ``cpu_percent`` and ``megabytes`` are per call; lateness in ms.

    ``megabytes_in_all`` is the whole process with interpreter and libraries (PSS).
    ``heard`` is the share of the callers' packets that arrived in time,
    ``recorded`` the seconds that were sealed and written (all calls together).
    """

    way: str
    calls: int
    seconds: float
    cpu_percent: float
    megabytes: float
    megabytes_in_all: float
    late_p50: float
    late_p99: float
    late_max: float
    missed_ticks: int
    heard: float
    recorded: float


class House(Protocol):
    """A way of serving calls, under measurement."""

    def answer(self, calls: int, remote: tuple[str, int]) -> list[int]:
        """Take so many calls and return their ports."""

    def record(self, number: int) -> None:
        """Begin the recording of one call."""

    def reset(self) -> None:
        """Forget the lateness measured so far."""

    def lateness(self) -> Lateness:
        """Return the lateness since the reset."""

    def received(self) -> int:
        """Return how many packets were taken in all."""

    def end(self) -> None:
        """End all calls."""


class TickHouse:
    """The product's way: one tick for all calls."""

    def __init__(self, recorder: Recorder, agreed: MediaFormat) -> None:
        self._recorder = recorder
        self._agreed = agreed
        self._now = Clock().now
        self._plane = MediaPlane(PortPool(HOST, 0))
        self._sessions: list[MediaSession] = []
        self._key = rig.ingest_key()
        self._clock = TickClock(asyncio.get_running_loop(), self._tick)
        self._clock.start()

    def answer(self, calls: int, remote: tuple[str, int]) -> list[int]:
        """Take so many calls, play a long prompt to each, return their ports."""
        for number in range(calls):
            setup = SessionSetup(CallId(f"call-{number}"), StreamIdentity(number, 0, 0))
            session = self._plane.open(setup)
            session.negotiate(self._agreed, remote, self._now())
            session.play(PlaybackId(number), rig.PROMPT, self._now())
            self._sessions.append(session)
        return [session.port for session in self._sessions]

    def record(self, number: int) -> None:
        """Begin the recording of one call."""
        grant = rig.granted(number)
        recording = rig.open_recording(self._recorder, grant, self._key, Codec.PCMA, number)
        self._sessions[number].start_capture(grant, recording.feed, self._now(), rig.NO_SILENCE)

    def reset(self) -> None:
        """Forget the lateness measured so far."""
        self._clock.reset()

    def lateness(self) -> Lateness:
        """Return the lateness since the reset."""
        return self._clock.lateness()

    def received(self) -> int:
        """Return how many packets were taken in all."""
        return sum(session.statistics().received for session in self._sessions)

    def end(self) -> None:
        """End all calls."""
        self._clock.stop()
        self._plane.shut_down()

    def _tick(self, missed: int) -> None:
        self._plane.tick(self._now(), missed)


def run(calls: int, seconds: float = 10.0, settle: float = SETTLE) -> MediaResult:
    """Measure the product's way at so many calls, in a process of its own."""
    return _in_own_process(TICK, calls, seconds, settle)


def run_noisy(calls: int, seconds: float = 10.0, settle: float = SETTLE) -> MediaResult:
    """Measure the product's way over a bad link, with callers who send keys as sound, in its own process."""
    return _in_own_process(NOISY, calls, seconds, settle)


def run_reference(calls: int, seconds: float = 10.0, settle: float = SETTLE) -> MediaResult:
    """Measure one task per call at so many calls, in a process of its own."""
    return _in_own_process(TASKS, calls, seconds, settle)


def _in_own_process(way: str, calls: int, seconds: float, settle: float) -> MediaResult:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, way, calls, seconds, settle))
    process.start()
    theirs.close()
    try:
        result: MediaResult = ours.recv()
    finally:
        process.join()
    return result


def _serve(connection: Connection, way: str, calls: int, seconds: float, settle: float) -> None:
    share_finely()
    with Callers(bad_link=way == NOISY) as callers:
        rig.take_one_core(callers.process)
        connection.send(asyncio.run(_measure(callers, way, calls, seconds, settle)))


async def _measure(callers: Callers, way: str, calls: int, seconds: float, settle: float) -> MediaResult:
    """Let callers speak, begin their recordings one after the other, then look at a steady stretch."""
    with _recorder() as (recorder, directory):
        before = rig.usage()
        house = _house(way, recorder)
        callers.start(house.answer(calls, callers.address))
        for number in range(calls):
            house.record(number)
            await asyncio.sleep(settle / calls)
        await asyncio.sleep(settle)
        house.reset()
        start, heard, began = rig.usage(), house.received(), asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        end, took = rig.usage(), asyncio.get_running_loop().time() - began
        late, heard = house.lateness(), house.received() - heard
        house.end()
        recorder.stop()
        return MediaResult(
            way=way,
            calls=calls,
            seconds=round(took, 2),
            cpu_percent=100 * (end.cpu - start.cpu) / took / calls,
            megabytes=(end.memory - before.memory) / calls / 1e6,
            megabytes_in_all=end.memory / 1e6,
            late_p50=min(late.p50, late.worst),
            late_p99=min(late.p99, late.worst),
            late_max=late.worst,
            missed_ticks=late.missed,
            heard=heard / (took * 50 * calls),
            recorded=sum(path.stat().st_size for path in directory.glob("*.journal")) / 8_000,
        )


def _house(way: str, recorder: Recorder) -> House:
    if way == TASKS:
        return reference.TaskHouse(recorder)
    return TickHouse(recorder, MediaFormat(event_type=None) if way == NOISY else MediaFormat())


@contextmanager
def _recorder() -> Iterator[tuple[Recorder, Path]]:
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as name:
        recorder = Recorder(Path(name), lambda _: None, Clock().now)
        recorder.start()
        yield recorder, Path(name)
