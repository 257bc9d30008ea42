"""The sound of a recording, streamed: decrypted in memory, counted as it goes out.

Decides the answer to one request for a recording. Everything that can be refused is
refused before the first byte: right, keys, range. What went out is noted when the
answer is closed, however it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from rufschutz.console.calls.ranges import RangeNotSatisfiableError, read_range
from rufschutz.core.pieces import PiecewiseResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rufschutz.console.calls.ranges import Span
    from rufschutz.console.calls.wav import Reader, Wav

TYPE = "audio/wav"


class Listening:
    """One part of a recording on its way out; ``heard`` is told the ms of sound sent, once, at the end."""

    def __init__(self, wav: Wav, span: Span, reader: Reader, heard: Callable[[int], None]) -> None:
        self._parts = wav.part(span, reader)
        self._wav, self._start = wav, span.start
        self._sent = 0
        self._heard: Callable[[int], None] | None = heard

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        part = next(self._parts)
        self._sent += len(part)
        return part

    def close(self) -> None:
        """Note what was sent; a second call does nothing."""
        if self._heard is not None:
            heard, self._heard = self._heard, None
            heard(self._wav.heard(self._sent, self._start))


def answer(
    header: str | None, wav: Wav, reader: Reader, heard: Callable[[int], None]
) -> HttpResponse | PiecewiseResponse:
    """Return the whole recording, the part a Range header asks for, or 416."""
    try:
        span = read_range(header, wav.size)
    except RangeNotSatisfiableError:
        heard(0)
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{wav.size}"} | _HEADERS)
    response = PiecewiseResponse(
        Listening(wav, span, reader, heard),
        status=206 if span.partial else 200,
        content_type=TYPE,
        headers=_HEADERS,
    )
    response["Content-Length"] = str(span.size)
    if span.partial:
        response["Content-Range"] = span.content_range(wav.size)
    return response


_HEADERS = {"Accept-Ranges": "bytes", "Cache-Control": "no-store"}
