"""Byte ranges of a request (RFC 9110, section 14): which part of a body is asked for.

A header that is not understood, or that names several parts, is left unheeded, which
the RFC allows; one that no byte satisfies is an error (416). Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rufschutz.domain.errors import RufschutzError

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)


class RangeNotSatisfiableError(RufschutzError):
    """No byte of the body lies in the range asked for."""

    advice = "Ask for a part that lies within the length given."


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` up to and without ``end``; ``partial``: less than all was asked for."""

    start: int
    end: int
    partial: bool

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return self.end - self.start

    def content_range(self, total: int) -> str:
        """Return the Content-Range header of the answer."""
        return f"bytes {self.start}-{self.end - 1}/{total}"


def read_range(header: str | None, total: int) -> Span:
    """Return which of ``total`` bytes to send; raise `RangeNotSatisfiableError` where there are none."""
    match = _ONE_RANGE.fullmatch(header or "")
    if match is None or not any(match.groups()):
        return Span(0, total, partial=False)
    first, last = match.groups()
    if first and last and int(last) < int(first):
        return Span(0, total, partial=False)
    start = int(first) if first else max(0, total - int(last))
    end = min(int(last) + 1, total) if first and last else total
    if start >= total or (not first and int(last) == 0):
        raise RangeNotSatisfiableError(f"{header} lies outside of {total} bytes")
    return Span(start, end, partial=True)
