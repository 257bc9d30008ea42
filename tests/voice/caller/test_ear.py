from __future__ import annotations

import pytest

from rufschutz.voice.caller.ear import PAUSE_MS, Ear
from rufschutz.voice.media.codecs import Codec

LOUD = bytes((0x85, 0x05)) * 80
QUIET = b"\xd5" * 160


@pytest.fixture
def ear():
    return Ear(Codec.PCMA)


def hear(ear, frame, ms):
    for _ in range(ms // 20):
        ear.hear(frame)


def test_silence_alone_is_no_pause(ear):
    hear(ear, QUIET, 5_000)
    assert not ear.paused


def test_a_pause_comes_after_speech(ear):
    hear(ear, LOUD, 1_000)
    hear(ear, QUIET, PAUSE_MS - 20)
    assert not ear.paused
    hear(ear, QUIET, 20)
    assert ear.paused


def test_each_pause_counts_once(ear):
    hear(ear, LOUD, 100)
    hear(ear, QUIET, PAUSE_MS)
    ear.listen_anew()
    hear(ear, QUIET, PAUSE_MS)
    assert not ear.paused


def test_all_that_was_heard_is_there(ear):
    assert len(ear.samples()) == 0
    hear(ear, LOUD, 40)
    assert (len(ear.samples()), ear.heard_ms) == (320, 40)
