"""The stream we send: a prompt, a key, or faint noise, one packet every 20 ms without a pause.

Something is sent while nothing plays, so that a NAT on the way keeps its door open
and neither the far end nor the caller takes the call for dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.voice.media.codecs import FRAME_BYTES, Codec
from rufschutz.voice.media.dtmf import EVENT_PAYLOAD_TYPE, key_payloads
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.noise import FRAMES, NOISE
from rufschutz.voice.media.rtp import HEADER_BYTES, build, write_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.call.events import Key


@dataclass(frozen=True, slots=True)
class StreamIdentity:
    """The random start of an outgoing stream (RFC 3550, section 5.1), drawn by whoever opens it.

    ``cname`` names the stream's end in reports, for this call alone (RFC 7022, section 4.2).
    """

    ssrc: int
    sequence: int
    timestamp: int
    cname: str = "-"


@dataclass(frozen=True, slots=True)
class MediaFormat:
    """What was agreed for a stream; ``event_type`` is None where the peer offers no telephone-event."""

    codec: Codec = Codec.PCMA
    payload_type: int = 8
    event_type: int | None = EVENT_PAYLOAD_TYPE


class OutgoingStream:
    """One RTP stream with its sequence, timestamp and marker."""

    __slots__ = (
        "_event", "_event_started", "_first", "_format", "_noise", "_packet", "_position", "_sequence",
        "_silence", "_sound", "_ssrc", "_timestamp", "octets", "packets",
    )  # fmt: skip

    def __init__(self, identity: StreamIdentity, agreed: MediaFormat) -> None:
        self._ssrc = identity.ssrc
        self._sequence = identity.sequence
        self._timestamp = identity.timestamp
        self._first = True
        self._sound = b""
        self._position = 0
        self._event: Iterator[bytes] | None = None
        self._event_started = 0
        self._packet = bytearray(HEADER_BYTES + FRAME_BYTES)
        self.packets = 0
        self.octets = 0
        self.agree(agreed)

    def agree(self, agreed: MediaFormat) -> None:
        """Send in another format from the next packet on."""
        self._format = agreed
        self._silence = agreed.codec.silence
        self._noise = NOISE[agreed.codec]

    def play(self, sound: bytes) -> None:
        """Send ``sound`` (octets of the agreed codec) from the next packet on, in place of any other."""
        self._sound = sound
        self._position = 0

    def cut(self) -> None:
        """Send no more of the sound."""
        self._sound = b""
        self._position = 0

    @property
    def is_playing(self) -> bool:
        """Say whether some of the sound is still to be sent."""
        return self._position < len(self._sound)

    def press(self, key: Key, length_ms: int) -> None:
        """Send a key in place of sound (the test caller); raise `MediaError` where none can be sent now."""
        if self._format.event_type is None:
            raise MediaError("the peer takes no telephone-event", advice="Send the key by SIP INFO.")
        if self._event is not None:
            raise MediaError("a key is still being sent")
        self._event = key_payloads(key, length_ms)
        self._event_started = 0

    @property
    def is_pressing(self) -> bool:
        """Say whether packets of a key are still to be sent."""
        return self._event is not None

    @property
    def timestamp(self) -> int:
        """Return the RTP timestamp of the next packet."""
        return self._timestamp & 0xFFFFFFFF

    def next(self, missed: int = 0) -> bytes | bytearray:
        """Return the packet of this tick; it is overwritten by the next call.

        ``missed`` ticks before this one make a jump in the timestamp with a
        marker, so that the far end does not take what follows for late.
        """
        timestamp = self._timestamp + missed * FRAME_BYTES
        marker = self._first or missed > 0
        self._first = False
        sequence = self._sequence
        self._sequence += 1
        self._timestamp = timestamp + FRAME_BYTES
        self.packets += 1
        if self._event is not None and (packet := self._key_packet(sequence, timestamp)) is not None:
            return packet
        self._fill()
        self.octets += FRAME_BYTES
        write_header(self._packet, self._format.payload_type, sequence, timestamp, self._ssrc, marker=marker)
        return self._packet

    def _fill(self) -> None:
        """Put the frame of this tick behind the header."""
        position = self._position
        if position >= len(self._sound):
            self._packet[HEADER_BYTES:] = self._noise[self.packets % FRAMES]
            return
        frame = self._sound[position : position + FRAME_BYTES]
        if len(frame) < FRAME_BYTES:
            frame += self._silence[len(frame) :]
        self._packet[HEADER_BYTES:] = frame
        self._position = position + FRAME_BYTES

    def _key_packet(self, sequence: int, timestamp: int) -> bytes | None:
        """Return the next packet of the key, or None when it is over."""
        payload = next(self._event or iter(()), None)
        if payload is None or self._format.event_type is None:
            self._event = None
            return None
        first = self._event_started == 0
        if first:
            self._event_started = timestamp
        event_type = self._format.event_type
        self.octets += len(payload)
        return build(event_type, sequence, self._event_started, self._ssrc, payload, marker=first)
