from __future__ import annotations

import numpy as np
import pytest

from rufschutz.console.calls.g711 import Law, expand
from rufschutz.voice.media.codecs import Codec, decode

ALL = bytes(range(256))


@pytest.mark.parametrize("law", list(Law))
def test_the_player_hears_what_the_phone_line_carried(law: Law) -> None:
    heard = np.frombuffer(expand(law, ALL), "<i2")
    assert (heard == decode(Codec(law.value), np.frombuffer(ALL, np.uint8))).all()


def test_silence_stays_silent() -> None:
    assert np.abs(np.frombuffer(expand(Law.A, b"\xd5" * 8), "<i2")).max() <= 8
    assert expand(Law.MU, b"\xff" * 4) == b"\0" * 8
