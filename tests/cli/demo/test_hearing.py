from __future__ import annotations

import numpy as np
import pytest

from rufschutz.cli.demo.hearing import _find
from rufschutz.voice.media.codecs import Codec, decode, encode

WORDS = np.random.default_rng(1).integers(-9_000, 9_000, 4_000).astype(np.int16)


@pytest.mark.parametrize("place", [0, 1_234, 8_000])
def test_words_are_found_where_they_are(place):
    sound = np.concatenate([np.zeros(place), WORDS, np.zeros(500)])
    assert _find(sound, WORDS.astype(np.float64)) == (place, pytest.approx(1.0))


def test_the_telephone_changes_words_but_little():
    heard = decode(Codec.PCMA, encode(Codec.PCMA, WORDS)).astype(np.float64)
    assert 0.99 < _find(heard, WORDS.astype(np.float64))[1] <= 1.0


def test_other_words_are_not_alike():
    other = np.random.default_rng(2).integers(-9_000, 9_000, 9_000).astype(np.float64)
    assert _find(other, WORDS.astype(np.float64))[1] < 0.2


def test_silence_and_a_sound_too_short_are_nothing_like_words():
    words = WORDS.astype(np.float64)
    assert _find(np.zeros(9_000), words)[1] == 0.0
    assert _find(words[:-1], words) == (0, 0.0)
