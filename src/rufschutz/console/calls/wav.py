"""A recording as a WAV file: 16-bit PCM, one channel, addressed byte by byte.

Decides which octets of G.711 a part of the file needs and what bytes come out; the
octets come from a reader given to it. Nothing is written anywhere.
Source: RIFF WAVE, Multimedia Programming Interface and Data Specifications 1.0.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rufschutz.console.calls.g711 import Law, expand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.console.calls.ranges import Span

HEADER = 44
_STEP = 16_384


class Reader(Protocol):
    """Random access to the octets of a recording."""

    def read(self, offset: int, length: int) -> bytes:
        """Return ``length`` octets from ``offset`` on."""
        ...


@dataclass(frozen=True, slots=True)
class Wav:
    """A recording of ``octets`` samples in ``law`` at ``rate`` Hz, seen as a WAV file."""

    law: Law
    octets: int
    rate: int

    @property
    def size(self) -> int:
        """The file's length in bytes."""
        return HEADER + 2 * self.octets

    def header(self) -> bytes:
        """Return the 44 bytes before the samples."""
        data = 2 * self.octets
        form = struct.pack("<HHIIHH", 1, 1, self.rate, 2 * self.rate, 2, 16)
        return (
            b"RIFF"
            + struct.pack("<I", 36 + data)
            + b"WAVEfmt \x10\0\0\0"
            + form
            + b"data"
            + struct.pack("<I", data)
        )

    def part(self, span: Span, reader: Reader) -> Iterator[bytes]:
        """Yield the bytes of ``span``, at most 32 KiB at a time."""
        if span.start < HEADER:
            yield self.header()[span.start : span.end]
        position = max(span.start, HEADER) - HEADER
        end = span.end - HEADER
        while position < end:
            first = position // 2
            count = min(_STEP, (end + 1) // 2 - first)
            pcm = expand(self.law, reader.read(first, count))
            skip = position - 2 * first
            piece = pcm[skip : skip + end - position]
            yield piece
            position += len(piece)

    def heard(self, sent: int, start: int) -> int:
        """Return how many ms of sound are in the first ``sent`` bytes of a part that began at ``start``."""
        samples = max(0, start + sent - HEADER) // 2 - max(0, start - HEADER) // 2
        return samples * 1000 // self.rate
