from __future__ import annotations

import io
import random
import wave

import pytest

from rufschutz.console.calls.g711 import Law, expand
from rufschutz.console.calls.ranges import Span
from rufschutz.console.calls.wav import HEADER, Wav


class Octets:
    def __init__(self, sound: bytes) -> None:
        self.sound = sound

    def read(self, offset: int, length: int) -> bytes:
        part = self.sound[offset : offset + length]
        assert len(part) == length, "asked for octets that are not there"
        return part


SOUND = random.Random(7).randbytes(40_001)  # noqa: S311 - a pattern, no secret
WAV = Wav(Law.A, len(SOUND), 8000)
WHOLE = WAV.header() + expand(Law.A, SOUND)


def part(start: int, end: int) -> bytes:
    return b"".join(WAV.part(Span(start, end, partial=True), Octets(SOUND)))


def test_the_whole_file_is_what_the_standard_library_reads() -> None:
    with wave.open(io.BytesIO(part(0, WAV.size))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.readframes(file.getnframes()) == expand(Law.A, SOUND)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (0, HEADER),
        (40, 50),
        (HEADER, HEADER + 1),
        (HEADER + 1, HEADER + 2),
        (HEADER + 1, HEADER + 32_769),
        (32_000, 70_001),
        (WAV.size - 1, WAV.size),
    ],
)
def test_every_part_is_exactly_that_part(start: int, end: int) -> None:
    assert part(start, end) == WHOLE[start:end]


def test_any_part_is_exactly_that_part() -> None:
    dice = random.Random(11)  # noqa: S311 - a pattern, no secret
    for _ in range(60):
        start, end = sorted(dice.sample(range(WAV.size + 1), 2))
        assert part(start, end) == WHOLE[start:end]


@pytest.mark.parametrize(
    ("start", "sent", "heard"),
    [(0, HEADER, 0), (0, HEADER + 16_000, 1000), (HEADER + 16_000, 8_000, 500), (10, 0, 0)],
)
def test_seconds_heard_are_counted_from_the_bytes_sent(start: int, sent: int, heard: int) -> None:
    assert WAV.heard(sent, start) == heard


def test_an_empty_recording_is_a_header() -> None:
    empty = Wav(Law.MU, 0, 8000)
    assert b"".join(empty.part(Span(0, empty.size, partial=False), Octets(b""))) == empty.header()
