"""The codecs a call may agree on (RFC 3551, section 4.5.14), over the tables of `rufschutz.adapters.g711`.

One byte is one sample at 8 kHz; a frame is 160 bytes, 20 ms. All look-ups take
arrays of any shape, so that a whole tick of calls is decoded at once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from rufschutz.adapters import g711

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Octets: TypeAlias = NDArray[np.uint8]
    Samples: TypeAlias = NDArray[np.int16]
    Floats: TypeAlias = NDArray[np.float32]

RATE: Final = g711.RATE
FRAME_BYTES: Final = 160
FRAME_MS: Final = 20
BYTES_PER_MS: Final = 8


class Codec(StrEnum):
    """The encodings that are spoken; the values are the names in SDP (RFC 3551, table 4)."""

    PCMA = "PCMA"
    PCMU = "PCMU"

    @property
    def payload_type(self) -> int:
        """Return the static RTP payload type: 8 for A-law, 0 for mu-law."""
        return 8 if self is Codec.PCMA else 0

    @property
    def silence(self) -> bytes:
        """Return one frame of digital silence (160 bytes)."""
        return (b"\xd5" if self is Codec.PCMA else b"\xff") * FRAME_BYTES


_VALUES: Final[dict[Codec, Samples]] = {Codec.PCMA: g711.ALAW_VALUES, Codec.PCMU: g711.ULAW_VALUES}
_CODES: Final[dict[Codec, Octets]] = {Codec.PCMA: g711.ALAW_CODES, Codec.PCMU: g711.ULAW_CODES}
_FLOATS: Final[dict[Codec, Floats]] = {codec: each.astype(np.float32) for codec, each in _VALUES.items()}
_SQUARES: Final[dict[Codec, Floats]] = {codec: each**2 for codec, each in _FLOATS.items()}


def decode(codec: Codec, octets: Octets) -> Samples:
    """Return the int16 samples of an array of octets, in its shape."""
    return _VALUES[codec].take(octets)


def encode(codec: Codec, samples: Samples) -> Octets:
    """Return the octets of an array of int16 samples, in its shape."""
    octets: Octets = _CODES[codec].take(samples.astype(np.int32) + 32_768)
    return octets


def values(codec: Codec) -> Floats:
    """Return each octet's sample (float32, 256 entries), for sums that would overflow 16 bits."""
    return _FLOATS[codec]


def squares(codec: Codec) -> Floats:
    """Return the square of each octet's sample (float32, 256 entries): decoding and energy in one."""
    return _SQUARES[codec]


def recode(sound: bytes, source: Codec, target: Codec) -> bytes:
    """Return ``sound`` in the other encoding, sample by sample; the same bytes if it is the same one."""
    if source is target:
        return sound
    return encode(target, decode(source, np.frombuffer(sound, np.uint8))).tobytes()
