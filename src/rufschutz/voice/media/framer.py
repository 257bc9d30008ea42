"""Cuts packets of any length (10 ms, 30 ms …) into frames of 20 ms, whose timestamps tell where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.media.codecs import FRAME_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable


class Framer:
    """The rest of a packet waits for the next one; without a rest a whole frame passes untouched."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def frames(self, timestamp: int, sound: bytes | memoryview) -> Iterable[tuple[int, bytes | memoryview]]:
        """Return (timestamp, 160 octets) of each frame of a packet in its turn."""
        if len(sound) == FRAME_BYTES and not self._rest:
            return ((timestamp, sound),)
        return self._cut(timestamp, sound)

    def _cut(self, timestamp: int, sound: bytes | memoryview) -> list[tuple[int, bytes]]:
        timestamp -= len(self._rest)
        joined = self._rest + bytes(sound)
        whole = len(joined) - len(joined) % FRAME_BYTES
        self._rest = joined[whole:]
        return [
            ((timestamp + start) & 0xFFFFFFFF, joined[start : start + FRAME_BYTES])
            for start in range(0, whole, FRAME_BYTES)
        ]

    def clear(self) -> None:
        """Forget the rest: what follows belongs to another stream, or nobody listens."""
        self._rest = b""
