"""From what an engine says to what a telephone plays: 8 kHz, one loudness, no silent ends.

Resampling is band-limited (FFT, a raised-cosine edge below 4 kHz), so nothing folds
back; loudness is the RMS of the voiced part, -18 dBFS, less where a peak would clip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.int16]
    Wave: TypeAlias = NDArray[np.float64]

RATE: Final = 8_000
FULL_SCALE: Final = 32_768.0
_LEVEL = 10 ** (-18 / 20)
_PEAK = 0.9
_QUIET = 10 ** (-45 / 20)
_FRAME = RATE // 100
_EDGE = (3_600.0, 3_950.0)


def telephone(pcm: Samples, rate: int) -> Samples:
    """Return int16 mono samples at ``rate`` Hz as trimmed, levelled int16 samples at 8 kHz."""
    return levelled(trimmed(resampled(pcm.astype(np.float64) / FULL_SCALE, rate)))


def resampled(wave: Wave, rate: int) -> Wave:
    """Return the wave at 8 kHz, band-limited to the telephone's upper edge."""
    if not wave.size:
        return wave
    step = np.gcd(rate, RATE)
    padded = np.pad(wave, (0, int(-wave.size % (rate // step))))
    length = padded.size * RATE // rate
    spectrum = np.fft.rfft(padded)[: length // 2 + 1]
    low, high = _EDGE
    at = np.clip((np.arange(spectrum.size) * RATE / length - low) / (high - low), 0, 1)
    edge = 0.5 + 0.5 * np.cos(np.pi * at)
    return np.fft.irfft(spectrum * edge, n=length) * (length / padded.size)


def trimmed(wave: Wave) -> Wave:
    """Return the wave without silence at its ends; 10 ms are left on either side."""
    usable = wave[: wave.size - wave.size % _FRAME]
    if not usable.size:
        return wave
    loudness = np.sqrt(np.mean(usable.reshape(-1, _FRAME) ** 2, axis=1))
    voiced = np.flatnonzero(loudness > _QUIET * max(float(loudness.max()), 1e-9))
    if not voiced.size:
        return wave[:0]
    start, end = max(0, int(voiced[0]) - 1), int(voiced[-1]) + 2
    return wave[start * _FRAME : end * _FRAME]


def levelled(wave: Wave) -> Samples:
    """Return int16 samples whose voiced part has -18 dBFS RMS, or less so that nothing clips."""
    if not wave.size or not np.any(wave):
        return np.zeros(wave.size, np.int16)
    voiced = wave[np.abs(wave) > _QUIET * np.abs(wave).max()]
    gain = min(_LEVEL / float(np.sqrt(np.mean(voiced**2))), _PEAK / float(np.abs(wave).max()))
    return np.round(wave * gain * (FULL_SCALE - 1)).astype(np.int16)
