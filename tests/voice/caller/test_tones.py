from __future__ import annotations

import numpy as np
import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.tones import key_sound
from rufschutz.voice.media.codecs import Codec, decode
from rufschutz.voice.media.tones import NAMES, read


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("key", Key)
def test_every_key_is_the_tone_of_that_key(key, codec):
    sound = key_sound(key, 120, codec)
    assert len(sound) == 960
    found = read(decode(codec, np.frombuffer(sound, np.uint8)).astype(np.float32).reshape(-1, 160))
    assert [(reading.strict, NAMES[reading.code]) for reading in found] == [(True, key.value)] * 6
