"""What is heard while we say nothing: faint noise, because people take dead silence for a dead line.

About -60 dBm0, the same for all calls, never recorded and never mixed into a prompt.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from rufschutz.voice.media.codecs import FRAME_BYTES, Codec, encode

FRAMES: Final = 251
"""A prime number of frames (5 s), so that its return is not heard as a rhythm."""

LEVEL_RMS: Final = 16.0
"""-60 dBm0 in 16-bit samples (0 dBm0 is 16,150 rms: ITU-T G.711, full load 3.14 dBm0)."""


def _frames(codec: Codec) -> tuple[bytes, ...]:
    dice = np.random.default_rng(3389)
    samples = dice.normal(0.0, LEVEL_RMS, FRAMES * FRAME_BYTES).round().astype(np.int16)
    sound = encode(codec, samples).tobytes()
    return tuple(sound[start : start + FRAME_BYTES] for start in range(0, len(sound), FRAME_BYTES))


NOISE: Final = {codec: _frames(codec) for codec in Codec}
"""The frames of each encoding, 160 octets each."""
