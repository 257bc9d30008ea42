"""What the test caller hears: kept in order of arrival, with pauses found by level.

It belongs to the caller's side of a test call. Nothing of it is ever used to answer
a call: what the answering side may keep goes through `rufschutz.voice.media.capture`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rufschutz.voice.media.codecs import FRAME_MS, decode

if TYPE_CHECKING:
    from rufschutz.voice.media.codecs import Codec, Samples

SPEECH_LEVEL = 300
"""Root mean square of a frame (16-bit) above which someone speaks: about -41 dBFS."""

PAUSE_MS = 900


class Ear:
    """Collects frames of 160 samples."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._frames: list[Samples] = []
        self._quiet_ms = 0
        self._spoken = False

    @property
    def heard_ms(self) -> int:
        """How much was heard so far, in ms."""
        return len(self._frames) * FRAME_MS

    @property
    def paused(self) -> bool:
        """Whether somebody spoke since `listen_anew` and has now been quiet for a while."""
        return self._spoken and self._quiet_ms >= PAUSE_MS

    def listen_anew(self) -> None:
        """Wait for the next speech before the next pause."""
        self._spoken = False

    def hear(self, payload: bytes | memoryview) -> None:
        """Take one frame."""
        samples = decode(self._codec, np.frombuffer(payload, np.uint8))
        self._frames.append(samples)
        level = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0
        if level >= SPEECH_LEVEL:
            self._spoken, self._quiet_ms = True, 0
        else:
            self._quiet_ms += FRAME_MS

    def samples(self) -> Samples:
        """Return all that was heard, 8 kHz, 16-bit."""
        return np.concatenate(self._frames) if self._frames else np.zeros(0, np.int16)
