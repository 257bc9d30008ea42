"""G.711 sound (ITU-T G.711; RFC 3551, section 4.5.14): samples to bytes and back, by table.

One byte is one sample at 8 kHz. Samples are int16 at the scale of 16-bit PCM. All
look-ups take arrays of any shape, so that a whole tick of calls is decoded at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Octets: TypeAlias = NDArray[np.uint8]
    Samples: TypeAlias = NDArray[np.int16]

RATE: Final = 8_000
_ULAW_BIAS = 33
_ULAW_CLIP = 8_158
_ALAW_CLIP = 4_095


def _alaw_values() -> Samples:
    """Return the 16-bit value of each A-law octet (G.711, table 1a; even bits inverted)."""
    code = np.arange(256) ^ 0x55
    exponent, mantissa = code >> 4 & 7, code & 15
    low = (mantissa << 4) + 8
    high = (low + 256) << np.maximum(exponent - 1, 0)
    magnitude = np.where(exponent == 0, low, high)
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_values() -> Samples:
    """Return the 16-bit value of each µ-law octet (G.711, table 2a; all bits inverted)."""
    code = np.arange(256) ^ 0xFF
    exponent, mantissa = code >> 4 & 7, code & 15
    magnitude = ((((mantissa << 1) + _ULAW_BIAS) << exponent) - _ULAW_BIAS) << 2
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _alaw_codes() -> Octets:
    """Return the A-law octet of each 16-bit sample, indexed by sample + 32768."""
    pcm = np.arange(-32_768, 32_768) >> 3
    magnitude = np.minimum(np.where(pcm >= 0, pcm, -pcm - 1), _ALAW_CLIP)
    exponent = _bits(magnitude >> 5)
    mantissa = magnitude >> np.maximum(exponent, 1) & 15
    return ((exponent << 4 | mantissa) ^ np.where(pcm >= 0, 0xD5, 0x55)).astype(np.uint8)


def _ulaw_codes() -> Octets:
    """Return the µ-law octet of each 16-bit sample, indexed by sample + 32768."""
    pcm = np.arange(-32_768, 32_768) >> 2
    magnitude = np.minimum(np.abs(pcm), _ULAW_CLIP) + _ULAW_BIAS
    exponent = _bits(magnitude >> 6)
    mantissa = magnitude >> (exponent + 1) & 15
    codes: Octets = ((exponent << 4 | mantissa) ^ np.where(pcm >= 0, 0xFF, 0x7F)).astype(np.uint8)
    return codes


def _bits(value: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many bits each value has (0 to 7): the segment of the curve."""
    bits: NDArray[np.int64] = np.searchsorted(1 << np.arange(7), value, side="right")
    return bits


ALAW_VALUES: Final[Samples] = _alaw_values()
ULAW_VALUES: Final[Samples] = _ulaw_values()
ALAW_CODES: Final[Octets] = _alaw_codes()
ULAW_CODES: Final[Octets] = _ulaw_codes()


def alaw(samples: Samples) -> bytes:
    """Return the A-law octets of int16 samples."""
    return ALAW_CODES.take(samples.astype(np.int32) + 32_768).tobytes()


def ulaw(samples: Samples) -> bytes:
    """Return the µ-law octets of int16 samples."""
    return ULAW_CODES.take(samples.astype(np.int32) + 32_768).tobytes()


def from_alaw(octets: bytes) -> Samples:
    """Return the int16 samples of A-law octets."""
    return ALAW_VALUES.take(np.frombuffer(octets, np.uint8))


def from_ulaw(octets: bytes) -> Samples:
    """Return the int16 samples of µ-law octets."""
    return ULAW_VALUES.take(np.frombuffer(octets, np.uint8))
