"""Bytes of a stream to messages: Content-Length says where one ends (RFC 3261, 7.5 and 18.3).

It decides where a message begins and ends, and what is a keep-alive (RFC 5626,
4.4.1). It never reads a message, never holds more than one message of the
largest size and what came after it in the same read, and never guesses where the
next one begins: after a `FramingError` the stream is over.
"""

from __future__ import annotations

import re

from rufschutz.voice.sip.errors import FramingError

MAX_HEAD = 16_384
"""Bytes from the start line to the empty line: what a telephone call needs four times over."""

MAX_BODY = 65_535
"""Bytes; a body that does not fit into a datagram is none of a telephone call."""

_END = b"\r\n\r\n"
_BREAKS = re.compile(rb"(?:\r\n)+")
_FOLD = re.compile(rb"\r\n[ \t]+")
_LENGTH = re.compile(rb"\r\n(?:content-length|l)[ \t]*:([^\r\n]*)", re.IGNORECASE)
_DIGITS = re.compile(rb"[ \t]*([0-9]{1,10})[ \t]*")


class Framer:
    """Splits one direction of one connection; `take` what `feed` brought until it returns None."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._looked = 0
        self._breaks = 0
        self._wanted: int | None = None
        self._pings = 0

    @property
    def waits(self) -> bool:
        """Whether a message has begun and is not whole."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take what was read."""
        self._buffer += data

    def take(self) -> bytes | None:
        """Return the next whole message, None if more must be read; raise `FramingError`."""
        if self._wanted is None:
            self._skip_breaks()
            self._wanted = self._measure()
        if self._wanted is None or len(self._buffer) < self._wanted:
            return None
        message = bytes(self._buffer[: self._wanted])
        del self._buffer[: self._wanted]
        self._looked, self._wanted = 0, None
        return message

    def take_pings(self) -> int:
        """Return how many keep-alives came since the last time; one CRLF answers all that came together."""
        pings, self._pings = self._pings, 0
        return pings

    def _skip_breaks(self) -> None:
        """Drop empty lines between messages; two of them are a keep-alive."""
        found = _BREAKS.match(self._buffer)
        size = found.end() if found else 0
        del self._buffer[:size]
        self._breaks += size // 2
        self._pings += self._breaks // 2
        self._breaks = 0 if self._buffer and self._buffer != b"\r" else self._breaks % 2

    def _measure(self) -> int | None:
        """Return the length of the message at the front, None while its head is not whole."""
        self._check_start()
        end = self._buffer.find(_END, max(0, self._looked - 3))
        self._looked = len(self._buffer)
        if (self._looked if end < 0 else end) > MAX_HEAD:
            raise FramingError(0, "a head has no end", b"")
        if end < 0:
            return None
        head = bytes(self._buffer[: end + 4])
        return len(head) + _length(head)

    def _check_start(self) -> None:
        end = self._buffer.find(b"\r\n", 0, MAX_HEAD)
        if end >= 0 and self._buffer.find(b"SIP/", 0, end) < 0:
            raise FramingError(0, "the stream does not speak SIP", b"")


def _length(head: bytes) -> int:
    values = _LENGTH.findall(_FOLD.sub(b" ", head))
    digits = {int(match.group(1)) if (match := _DIGITS.fullmatch(value)) else -1 for value in values}
    if len(digits) != 1 or -1 in digits:
        raise FramingError(400, "Content-Length does not say where the message ends", head)
    (length,) = digits
    if length > MAX_BODY:
        raise FramingError(413, "", head)
    return length
