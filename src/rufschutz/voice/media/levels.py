"""Who is speaking: one energy measurement over the frames of all captured calls in a tick.

Only frames that a grant let through come here. What stays is four numbers a
call; nothing of the sound does.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import FRAME_BYTES, FRAME_MS, Codec, squares

_RATIO: Final = 8.0  # voice lies 9 dB above the noise floor
_FLOOR_LOWEST: Final = 2.1e3  # so nothing below -48 dBFS is voice
_FLOOR_HIGHEST: Final = 3.4e4  # and everything above -36 dBFS is
_RISE: Final = 2.0 ** (FRAME_MS / 1000)  # the floor follows a rising noise by 3 dB a second


class _Batch:
    """The frames of one codec in this tick: (frames, 160) octets and whose they are."""

    __slots__ = ("count", "frames", "owners", "squares", "view")

    def __init__(self, codec: Codec, capacity: int) -> None:
        self.frames = np.zeros((capacity, FRAME_BYTES), np.uint8)
        self.owners = np.zeros(capacity, np.intp)
        self.squares = squares(codec)
        self.view = self.frames.data.cast("B")
        self.count = 0


class LevelMeter:
    """Noise floor, voiced time and silence of each slot (a call has one slot while it is captured)."""

    def __init__(self, capacity: int) -> None:
        self._batches = {codec: _Batch(codec, capacity) for codec in Codec}
        self._capacity = capacity
        self._floor = np.full(capacity, _FLOOR_HIGHEST, np.float32)
        self._voiced = np.zeros(capacity, np.int64)
        self._loud_at = np.zeros(capacity, np.int64)
        self._limit = np.zeros(capacity, np.int64)
        self._waiting = np.zeros(capacity, np.bool_)

    def start(self, slot: int, now: Millis, limit_ms: int) -> None:
        """Begin to listen: ``limit_ms`` without voice is a silence."""
        self._floor[slot] = _FLOOR_HIGHEST
        self._voiced[slot] = 0
        self._limit[slot] = limit_ms
        self.resume(slot, now)

    def resume(self, slot: int, now: Millis) -> None:
        """Listen on after a pause; the silence counts anew, the voiced time stays."""
        self._loud_at[slot] = now
        self._waiting[slot] = True

    def pause(self, slot: int) -> None:
        """Report no silence until `resume`."""
        self._waiting[slot] = False

    def voiced_ms(self, slot: int) -> Millis:
        """Return for how long the slot's sound lay above its noise floor, in ms."""
        return Millis(int(self._voiced[slot]) * FRAME_MS)

    def add(self, slot: int, codec: Codec, frame: bytes | memoryview) -> None:
        """Put one frame (160 octets) into this tick's measurement; beyond the capacity it is left out."""
        batch = self._batches[codec]
        count = batch.count
        if count == self._capacity:
            return
        batch.view[count * FRAME_BYTES : (count + 1) * FRAME_BYTES] = frame
        batch.owners[count] = slot
        batch.count = count + 1

    def measure(self, now: Millis) -> list[int]:
        """Measure this tick's frames; return the slots whose silence has just reached its limit."""
        self.weigh(now)
        silent = self._waiting & (now - self._loud_at >= self._limit)
        if not silent.any():
            return []
        self._waiting &= ~silent
        return [int(slot) for slot in silent.nonzero()[0]]

    def weigh(self, now: Millis) -> None:
        """Measure the frames that were added so far."""
        for batch in self._batches.values():
            if batch.count:
                self._weigh(batch, now)

    def _weigh(self, batch: _Batch, now: Millis) -> None:
        """Compare the mean square of each frame with its slot's floor, then forget the frames."""
        frames, owners = batch.frames[: batch.count], batch.owners[: batch.count]
        level = batch.squares.take(frames).mean(axis=1)
        floor = np.minimum(level, self._floor[owners] * _RISE).clip(_FLOOR_LOWEST, _FLOOR_HIGHEST)
        self._floor[owners] = floor
        speakers = owners[level > floor * _RATIO]
        np.add.at(self._voiced, speakers, 1)
        self._loud_at[speakers] = now
        self._waiting[speakers] = True
        frames.fill(0)
        batch.count = 0
