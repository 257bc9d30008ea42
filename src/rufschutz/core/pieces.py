"""Answers that leave piece by piece, whatever their length.

Decides nothing: what leaves has been allowed before. It must never hold the whole of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PIECE: Final = 65_536
"""So many letters leave at once, or more by one piece."""


class PiecewiseResponse(StreamingHttpResponse):
    """A streamed answer that is read in a thread, piece by piece, where the server is asynchronous."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = iter(self)
        while part := await sync_to_async(_following)(parts):
            yield part


def gathered(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield pieces of about `PIECE` letters; closing it closes ``pieces``."""
    held: list[str] = []
    size = 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        if held:
            yield "".join(held).encode()
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()


def _following(parts: Iterator[bytes]) -> bytes:
    return next(parts, b"")
