from __future__ import annotations

import numpy as np
import pytest

from rufschutz.voice.media.codecs import Codec, decode
from rufschutz.voice.media.noise import NOISE

FULL_LOAD = 32_635 / 2**0.5 / 10 ** (3.14 / 20)
"""0 dBm0 in 16-bit samples."""


@pytest.mark.parametrize("codec", Codec)
def test_the_noise_is_faint_and_even(codec: Codec) -> None:
    frames = np.array([decode(codec, np.frombuffer(frame, np.uint8)) for frame in NOISE[codec]], np.float64)
    assert frames.shape[1] == 160
    levels = 20 * np.log10(np.sqrt((frames**2).mean(1)) / FULL_LOAD)
    assert -62 < levels.mean() < -58
    assert levels.max() < -55
    assert abs(frames.mean()) < 2
