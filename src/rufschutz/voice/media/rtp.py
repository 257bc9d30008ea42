"""RTP packets (RFC 3550, section 5.1): strict to read, plain to build.

Whatever a stranger sends, reading ends in a packet or in `RtpError`; the bytes
are never copied here: a packet says where its payload lies.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from rufschutz.voice.media.errors import RtpError

HEADER_BYTES: Final = 12
SEQUENCES: Final = 1 << 16
TIMESTAMPS: Final = 1 << 32

_HEADER = struct.Struct("!BBHII")
_EXTENSION = struct.Struct("!2xH")
_PLAIN = 0x80


class RtpPacket(NamedTuple):
    """A packet's head; the payload is ``datagram[start:end]``.

    A named tuple and not a dataclass: one is made for each of 50 packets a second and call.
    """

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    start: int
    end: int


def parse(datagram: bytes | bytearray | memoryview, size: int) -> RtpPacket:
    """Read the packet in the first ``size`` bytes of ``datagram``.

    Raises `RtpError` for another version, an RTCP packet on this port (RFC 5761,
    section 4), or a length that CSRCs, extension or padding overrun.
    """
    if size < HEADER_BYTES:
        raise RtpError("shorter than an RTP header")
    flags, kind, sequence, timestamp, ssrc = _HEADER.unpack_from(datagram)
    if flags == _PLAIN:
        start, end = HEADER_BYTES, size
    else:
        start, end = _payload(datagram, size, flags)
    if 192 <= kind <= 223:
        raise RtpError("an RTCP packet")
    return RtpPacket(kind & 0x7F, kind > 0x7F, sequence, timestamp, ssrc, start, end)


def _payload(datagram: bytes | bytearray | memoryview, size: int, flags: int) -> tuple[int, int]:
    """Return start and end of the payload of a packet with anything beyond the plain header."""
    if flags >> 6 != 2:
        raise RtpError("not RTP version 2")
    start = HEADER_BYTES + 4 * (flags & 0x0F)
    if flags & 0x10:
        if start + 4 > size:
            raise RtpError("header extension is cut off")
        start += 4 + 4 * _EXTENSION.unpack_from(datagram, start)[0]
    end = size - _padding(datagram, size) if flags & 0x20 else size
    if start > end:
        raise RtpError("header or padding is longer than the packet")
    return start, end


def _padding(datagram: bytes | bytearray | memoryview, size: int) -> int:
    """Return how many bytes of padding the last byte counts (itself included)."""
    count = datagram[size - 1]
    if count == 0:
        raise RtpError("padding of no bytes")
    return count


def write_header(
    packet: bytearray, payload_type: int, sequence: int, timestamp: int, ssrc: int, *, marker: bool = False
) -> None:
    """Write a plain header into the first 12 bytes of ``packet``; sequence and timestamp wrap."""
    _HEADER.pack_into(
        packet,
        0,
        _PLAIN,
        payload_type | 0x80 if marker else payload_type,
        sequence & 0xFFFF,
        timestamp & 0xFFFFFFFF,
        ssrc,
    )


def build(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, *, marker: bool = False
) -> bytes:
    """Return a whole packet with a plain header."""
    packet = bytearray(HEADER_BYTES)
    write_header(packet, payload_type, sequence, timestamp, ssrc, marker=marker)
    return bytes(packet) + payload


def sequence_ahead(sequence: int, reference: int) -> int:
    """Return how far ``sequence`` lies ahead of ``reference``, wrapped to -32768..32767."""
    return ((sequence - reference + 0x8000) & 0xFFFF) - 0x8000


def timestamp_ahead(timestamp: int, reference: int) -> int:
    """Return how many samples ``timestamp`` lies ahead of ``reference``, wrapped to 32 bits, signed."""
    return ((timestamp - reference + 0x80000000) & 0xFFFFFFFF) - 0x80000000
