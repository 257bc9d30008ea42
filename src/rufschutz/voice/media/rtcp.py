"""RTCP packets (RFC 3550, section 6): strict to read, plain to build.

Whatever a stranger sends, reading ends in reports or in `RtpError`. Of what a peer
says about itself (SDES) nothing is read: it may name a person.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.errors import RtpError

if TYPE_CHECKING:
    from collections.abc import Iterator

SENDER: Final = 200
RECEIVER: Final = 201
DESCRIPTION: Final = 202
BYE: Final = 203

_HEAD: Final = struct.Struct("!BBHI")
_SENDER: Final = struct.Struct("!IIIII")
_BLOCK: Final = struct.Struct("!IIIIII")
_CNAME: Final = 1
_NTP_EPOCH: Final = 2_208_988_800
_MOST_BLOCKS: Final = 31


@dataclass(frozen=True, slots=True)
class Block:
    """What one side says of the other's stream (section 6.4.1).

    ``fraction`` in 256ths since the last report, ``lost`` in all, ``jitter`` in samples;
    ``last_report`` and ``delay`` (in 65536ths of a second) tell the round trip.
    """

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a compound packet. ``sent_at``: middle of the sender's NTP time, None in an RR."""

    ssrc: int
    sent_at: int | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a compound packet says: its reports, and the sources that say goodbye (section 6.6)."""

    reports: tuple[Report, ...]
    gone: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What we sent so far: the RTP timestamp of now, packets, and octets of payload."""

    timestamp: int
    packets: int
    octets: int


def is_rtcp(kind: int) -> bool:
    """Say whether a datagram whose second byte is ``kind`` is RTCP and not RTP (RFC 5761, section 4)."""
    return 192 <= kind <= 223


def ntp_middle(now: Millis) -> int:
    """Return the middle 32 bits of the NTP time of ``now`` (ms since 1970)."""
    return ((now << 16) // 1000 + (_NTP_EPOCH << 16)) & 0xFFFFFFFF


def read(datagram: bytes | bytearray | memoryview, size: int) -> Heard:
    """Read the compound packet in the first ``size`` bytes; raise `RtpError` (appendix A.2)."""
    reports: list[Report] = []
    gone: list[int] = []
    for kind, count, body in _packets(bytes(datagram[:size])):
        if kind in {SENDER, RECEIVER}:
            reports.append(_report(kind, count, body))
        elif kind == BYE:
            gone += struct.unpack_from(f"!{count}I", _long_enough(body, 4 * count))
    return Heard(tuple(reports), tuple(gone))


def _packets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (type, count, what follows the first word) of each packet; the first one is a report."""
    place = 0
    while place < len(data):
        if place + 4 > len(data):
            raise RtpError("an RTCP packet is cut off")
        flags, kind, words = struct.unpack_from("!BBH", data, place)
        end = place + 4 + 4 * words
        if flags >> 6 != 2 or end > len(data) or (place == 0 and kind not in {SENDER, RECEIVER}):
            raise RtpError("not a compound of RTCP packets")
        if flags & 0x20 and end != len(data):
            raise RtpError("padding before the last RTCP packet")
        yield kind, flags & 0x1F, data[place + 4 : end]
        place = end
    if not data:
        raise RtpError("an empty RTCP packet")


def _report(kind: int, count: int, body: bytes) -> Report:
    start = 4 + (_SENDER.size if kind == SENDER else 0)
    _long_enough(body, start + count * _BLOCK.size)
    (ssrc,) = struct.unpack_from("!I", body)
    sent_at = None
    if kind == SENDER:
        seconds, fraction, *_ = _SENDER.unpack_from(body, 4)
        sent_at = (seconds & 0xFFFF) << 16 | fraction >> 16
    blocks = tuple(_block(body, start + number * _BLOCK.size) for number in range(count))
    return Report(ssrc, sent_at, blocks)


def _block(body: bytes, place: int) -> Block:
    ssrc, losses, highest, jitter, last_report, delay = _BLOCK.unpack_from(body, place)
    lost = losses & 0xFFFFFF
    return Block(
        ssrc, losses >> 24, lost - (1 << 24) if lost >> 23 else lost, highest, jitter, last_report, delay
    )


def _long_enough(body: bytes, needed: int) -> bytes:
    if len(body) < needed:
        raise RtpError("an RTCP packet is shorter than it says")
    return body


def build(ssrc: int, cname: str, now: Millis, sent: Sent, blocks: tuple[Block, ...]) -> bytes:
    """Return a compound of a report (SR once we have sent, else RR) and our CNAME (sections 6.4 and 6.5)."""
    body = b"".join(_packed(block) for block in blocks[:_MOST_BLOCKS])
    kind = RECEIVER
    if sent.packets:
        kind = SENDER
        seconds, ms = divmod(now, 1000)
        clock = (seconds + _NTP_EPOCH & 0xFFFFFFFF, (ms << 32) // 1000)
        body = (
            _SENDER.pack(
                *clock, sent.timestamp & 0xFFFFFFFF, sent.packets & 0xFFFFFFFF, sent.octets & 0xFFFFFFFF
            )
            + body
        )
    name = cname.encode("ascii")
    item = bytes([_CNAME, len(name)]) + name
    item += bytes(4 - len(item) % 4)
    return _packet(kind, len(blocks), ssrc, body) + _packet(DESCRIPTION, 1, ssrc, item)


def goodbye(ssrc: int, cname: str = "-") -> bytes:
    """Return a compound that says that our stream ends (section 6.6): an empty report, our CNAME, a BYE."""
    return build(ssrc, cname, Millis(0), Sent(0, 0, 0), ()) + _packet(BYE, 1, ssrc, b"")


def _packet(kind: int, count: int, ssrc: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, 1 + len(body) // 4, ssrc) + body


def _packed(block: Block) -> bytes:
    losses = block.fraction << 24 | block.lost & 0xFFFFFF
    return _BLOCK.pack(
        block.ssrc,
        losses,
        block.highest,
        block.jitter,
        block.last_report & 0xFFFFFFFF,
        min(max(block.delay, 0), 0xFFFFFFFF),
    )
