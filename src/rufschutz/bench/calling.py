"""What whole calls cost and how long they wait: from the INVITE to the archived message.

Real callers dial a real service over loopback, say yes, speak, and end the message
with #. The media tick alone is measured by `rufschutz.bench.media`.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.bench.errors import BenchError
from rufschutz.bench.processes import cpu_seconds
from rufschutz.bench.service import Service
from rufschutz.voice.caller.phone import Order, Phone, Transcript
from rufschutz.voice.caller.script import parse_script

if TYPE_CHECKING:
    from pathlib import Path

CALLERS: Final = 10
SPACING: Final = 0.2
PATIENCE: Final = 60.0

_NUMBER: Final = "+493023125047"
_SPOKEN_S: Final = 5
_NOT_CALLS: Final = ("supervisor",)


@dataclass(frozen=True, slots=True)
class CallingResult:
    """All calls of one run.

    ``answer_ms`` from INVITE to 200, the median and the worst; ``archive_ms`` from the last
    hang-up to the last message in the archive; ``cpu_ms`` per call, of each process.
    """

    calls: int
    length_s: float
    answer_ms: float
    answer_worst_ms: float
    archive_ms: float
    cpu_ms: tuple[tuple[str, float], ...]


class _Timed(Phone):
    """A caller who notes when it was answered and when the call ended (monotonic seconds)."""

    began = answered = ended = 0.0

    async def call(self) -> Transcript:
        self.began = time.monotonic()
        return await super().call()

    def _note(self, what: str) -> None:
        super()._note(what)
        if what == "answered":
            self.answered = time.monotonic()
        elif what.startswith("ended"):
            self.ended = time.monotonic()


def measure(callers: int = CALLERS) -> CallingResult:
    """Let so many callers leave a message each, one beginning after the other. Raises `BenchError`."""
    with Service() as service:
        service.show_a_page()
        parts = [part for part in service.processes() if part[0] not in _NOT_CALLS]
        before = [cpu_seconds(pid) for _, pid in parts]
        phones = asyncio.run(_all(service.target, callers))
        archived = _archived(service.data / "blobs", callers)
        used = [cpu_seconds(pid) - was for (_, pid), was in zip(parts, before, strict=True)]
    waits = sorted(1000 * (phone.answered - phone.began) for phone in phones)
    return CallingResult(
        calls=callers,
        length_s=sum(phone.ended - phone.answered for phone in phones) / callers,
        answer_ms=waits[len(waits) // 2],
        answer_worst_ms=waits[-1],
        archive_ms=1000 * (archived - max(phone.ended for phone in phones)),
        cpu_ms=tuple((name, 1000 * cpu / callers) for (name, _), cpu in zip(parts, used, strict=True)),
    )


async def _all(target: str, callers: int) -> list[_Timed]:
    speech = np.random.default_rng(711).integers(-9_000, 9_000, 8_000 * _SPOKEN_S).astype(np.int16)
    order = Order(target, parse_script("1 play #"), speech, _NUMBER, limit_s=120, linger_ms=50)

    async def one(place: int) -> _Timed:
        await asyncio.sleep(place * SPACING)
        phone = _Timed(order)
        await phone.call()
        return phone

    phones = await asyncio.gather(*(one(place) for place in range(callers)))
    if any(phone.transcript.ended_by != "far end" for phone in phones):
        raise BenchError("a caller was not served to the end")
    return phones


def _archived(blobs: Path, wanted: int) -> float:
    """Wait until so many archives lie there; return when the last one came (monotonic seconds)."""
    deadline = time.monotonic() + PATIENCE
    while sum(path.is_file() for path in blobs.rglob("*")) < wanted:
        if time.monotonic() > deadline:
            raise BenchError("the messages were not archived in time")
        time.sleep(0.02)
    return time.monotonic()
