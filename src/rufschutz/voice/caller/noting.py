"""Noting what was read out: the digits of a receipt, found in the sound that a caller heard.

Decides which digits were spoken and when, by comparing with the sounds that digits are made of.
It knows no plan and no code, and never guesses: a reading with a hole in it counts as none.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.voice.media.codecs import RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.voice.media.codecs import Samples

LIKENESS: Final = 0.95
"""From here on a piece of sound is the digit: other words stay below 0.9."""

BREATH: Final = 1.1
"""Seconds between the beginnings of two digits of one reading, at most; a second reading comes later."""


def note_digits(heard: Samples, digits: Sequence[Samples], count: int) -> str:
    """Return the first ``count`` digits read out in one go, '' where none were.

    ``heard`` and each of ``digits`` (0 to 9) are 8 kHz, 16 bit.
    """
    sound = heard.astype(np.float64)
    found = sorted((at, value) for value, digit in enumerate(digits) for at in _places(sound, digit))
    readings = _readings(found)
    return next((reading for reading in readings if len(reading) == count), "")


def _readings(found: Sequence[tuple[int, int]]) -> list[str]:
    """Return digits that follow each other without more than a breath between them."""
    readings = [str(value) for _at, value in found[:1]]
    for (before, _), (at, value) in pairwise(found):
        if at - before > BREATH * RATE:
            readings.append("")
        readings[-1] += str(value)
    return readings


def _places(sound: np.ndarray, digit: Samples) -> list[int]:
    """Return where (samples) a digit begins in a sound."""
    words = digit.astype(np.float64)
    weight = float(np.linalg.norm(words))
    if len(sound) < len(words) or not weight:
        return []
    size = 1 << (len(sound) + len(words)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(words, size))
    match = np.fft.irfft(product, size)[: len(sound) - len(words) + 1]
    power = np.concatenate([[0.0], np.cumsum(sound**2)])
    there = np.sqrt(np.maximum(power[len(words) :] - power[: -len(words)], 1.0))
    alike = np.flatnonzero(match > LIKENESS * weight * np.maximum(there, weight / 2))
    return [int(at) for at, before in zip(alike, [-len(words), *alike], strict=False) if at - before > 1]
