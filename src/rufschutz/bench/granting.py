"""From the yes to the first sealed second, and from a withdrawal to the journal's end, beside other calls.

All calls record at once on one core, as `rufschutz.bench.media` lets them. The first second is looked
for on the disk; the end is what the recorder says once it has read back that nothing is left.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.clock import Clock
from rufschutz.bench import rig
from rufschutz.bench.consenting import Figure
from rufschutz.bench.errors import BenchError
from rufschutz.bench.load import Callers
from rufschutz.bench.media import TickHouse
from rufschutz.vault.seal.journal import journal_path, wrap_path
from rufschutz.voice.media.clock import share_finely
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.outgoing import MediaFormat
from rufschutz.voice.recorder import Recorder
from rufschutz.voice.recorder.events import Destroyed
from rufschutz.voice.recorder.recording import SECOND_BYTES

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from rufschutz.domain.ids import ArtefactId
    from rufschutz.voice.recorder import Recording
    from rufschutz.voice.recorder.events import RecorderEvent

CALLS: Final = 100
WAITS_S: Final = 10.0
FIRST_MS: Final = 1_100.0
GONE_MS: Final = 100.0


@dataclass(frozen=True, slots=True)
class GrantingResult:
    """Milliseconds of wall time, the worst of all calls: to the first sealed second, to nothing left."""

    calls: int
    first_ms: float
    gone_ms: float

    def figures(self) -> tuple[Figure, ...]:
        """Return both."""
        return (
            Figure(f"grant to the first sealed second, {self.calls} calls", self.first_ms, "ms", FIRST_MS),
            Figure(f"withdrawal to no journal, {self.calls} calls", self.gone_ms, "ms", GONE_MS),
        )


class _House(TickHouse):
    """Calls whose recordings are at hand."""

    def grant(self, number: int) -> Recording:
        """Begin the recording of one call and return it."""
        grant = rig.granted(number)
        recording = rig.open_recording(self._recorder, grant, self._key, Codec.PCMA, number)
        self._sessions[number].start_capture(grant, recording.feed, self._now(), rig.NO_SILENCE)
        return recording


class _Ends:
    """When the recorder said that nothing is left; told from its own thread."""

    def __init__(self) -> None:
        self._at: dict[ArtefactId, float] = {}
        self._lock = threading.Lock()

    def hear(self, event: RecorderEvent) -> None:
        """Note the moment."""
        if isinstance(event, Destroyed):
            with self._lock:
                self._at[event.artefact] = time.perf_counter()

    def of(self, artefact: ArtefactId) -> float | None:
        """Return the moment, None where it was not said yet."""
        with self._lock:
            return self._at.get(artefact)


def measure(calls: int = CALLS) -> GrantingResult:
    """Measure with so many calls at once, in a process of its own. Raises `BenchError`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, calls))
    process.start()
    theirs.close()
    try:
        result: GrantingResult = ours.recv()
    except EOFError as error:
        raise BenchError("the measured process fell") from error
    finally:
        process.join()
    return result


def _serve(connection: Connection, calls: int) -> None:
    share_finely()
    with Callers(bad_link=False) as callers:
        rig.take_one_core(callers.process)
        connection.send(asyncio.run(_measure(callers, calls)))


async def _measure(callers: Callers, calls: int) -> GrantingResult:
    ends = _Ends()
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as name:
        recorder = Recorder(Path(name), ends.hear, Clock().now)
        recorder.start()
        house = _House(recorder, MediaFormat())
        callers.start(house.answer(calls, callers.address))
        await asyncio.sleep(1)
        made, first = [], []
        for number in range(calls):
            made.append(house.grant(number))
            first.append(asyncio.create_task(_first(Path(name), made[-1].artefact)))  # noqa: TID251 - a measurement of its own
            await asyncio.sleep(2 / calls)
        seconds = await asyncio.gather(*first)
        gone = [await _gone(recorder, each, Path(name), ends) for each in made]
        house.end()
        recorder.stop()
    return GrantingResult(calls, 1000 * max(seconds), 1000 * max(gone))


async def _first(directory: Path, artefact: ArtefactId) -> float:
    """Return the seconds until a whole second of sound is sealed on the disk."""
    started, path = time.perf_counter(), journal_path(directory, artefact)
    while not path.exists() or path.stat().st_size < SECOND_BYTES:
        if time.perf_counter() - started > WAITS_S:
            raise BenchError("no second was sealed")
        await asyncio.sleep(0.005)
    return time.perf_counter() - started


async def _gone(recorder: Recorder, recording: Recording, directory: Path, ends: _Ends) -> float:
    """Return the seconds from a withdrawal until it was read back that key, wrap and journal are gone."""
    started, artefact = time.perf_counter(), recording.artefact
    recorder.destroy(recording)
    while (at := ends.of(artefact)) is None:
        if time.perf_counter() - started > WAITS_S:
            raise BenchError("a journal stayed")
        await asyncio.sleep(0.005)
    if journal_path(directory, artefact).exists() or wrap_path(directory, artefact).exists():
        raise BenchError("a journal that was called destroyed is there")
    return at - started
