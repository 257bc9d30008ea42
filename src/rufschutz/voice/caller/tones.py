"""Keys as sound, for a test telephone that sends no events (ITU-T Q.23: two tones; both at -7 dBm0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.voice.media.codecs import RATE, Codec, encode
from rufschutz.voice.media.tones import HIGH_HZ, LOW_HZ, NAMES

if TYPE_CHECKING:
    from rufschutz.domain.call.events import Key

_AMPLITUDE: Final = 10_200


def key_sound(key: Key, length_ms: int, codec: Codec) -> bytes:
    """Return the octets of a key that is held for ``length_ms``."""
    place = NAMES.index(key.value)
    time = np.arange(length_ms * RATE // 1000) / RATE
    pair = (LOW_HZ[place // 4], HIGH_HZ[place % 4])
    waves = sum((np.sin(2 * np.pi * hertz * time) for hertz in pair), np.zeros(len(time)))
    return encode(codec, (_AMPLITUDE * waves).astype(np.int16)).tobytes()
