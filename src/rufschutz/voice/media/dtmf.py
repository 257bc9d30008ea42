"""Keys as RTP events (RFC 4733): a consent key must never get lost and never be invented.

One press is one event, named by its RTP timestamp: its first packet to arrive,
whichever that is, makes the key; all others of it are repeats. Codes beyond the
twelve keys make no key at all.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.events import Key
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import BYTES_PER_MS, FRAME_BYTES
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.rtp import timestamp_ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_PAYLOAD_TYPE: Final = 101

_EVENT = struct.Struct("!BBH")
_END = 0x80
_KEYS: Final = tuple(Key(character) for character in "0123456789*#")
_LONGEST = 0xFFFF
_REMEMBERED = 32
_STALE_SAMPLES = 16_000
_RELEASED_AFTER_MS = 120


@dataclass(frozen=True, slots=True)
class EventPacket:
    """The payload of one event packet (RFC 4733, section 2.3); duration in samples."""

    code: int
    end: bool
    volume: int
    duration: int


@dataclass(frozen=True, slots=True)
class PressedKey:
    """A key and the moment at which the finger went down, as far as the packets tell."""

    key: Key
    started_at: Millis


def parse_event(payload: bytes | memoryview) -> EventPacket:
    """Read an event payload; raise `RtpError` if it is not whole.

    Further events in the same packet (section 2.5.1.5) are repeats of earlier
    reports and are left aside.
    """
    if len(payload) < _EVENT.size or len(payload) % _EVENT.size:
        raise RtpError("not a whole telephone-event")
    code, flags, duration = _EVENT.unpack_from(payload)
    return EventPacket(code, bool(flags & _END), flags & 0x3F, duration)


class KeyReceiver:
    """Makes keys out of event packets, whatever is lost, doubled or out of order.

    A press longer than 8.19 s goes on as a new event that starts where the last
    one was full (section 2.5.1.3); that is the same press.
    """

    __slots__ = ("_code", "_heard_at", "_held", "_newest", "_seen")

    def __init__(self) -> None:
        self._seen: list[int] = []
        self._newest: int | None = None
        self._code = -1
        self._held = False
        self._heard_at = Millis(0)

    def accept(
        self, timestamp: int, payload: bytes | memoryview, now: Millis, *, marker: bool = False
    ) -> PressedKey | None:
        """Take one event packet; return its key if this is the first of a press.

        ``started_at`` is ``now`` for a packet with the marker, which is the first
        of its press. Where that one is lost, the press began as long ago as the
        duration tells: a key that went down before a question ended must not
        count as pressed after it. Raises `RtpError` for a broken payload.
        """
        event = parse_event(payload)
        fresh = timestamp not in self._seen and not self._is_stale(timestamp)
        prolongs = fresh and self._prolongs(timestamp, event)
        if fresh:
            self._remember(timestamp)
        if timestamp == self._newest:
            self._code, self._held, self._heard_at = event.code, not event.end, now
        if not fresh or prolongs or event.code >= len(_KEYS):
            return None
        before = 0 if marker else event.duration // BYTES_PER_MS
        return PressedKey(_KEYS[event.code], Millis(now - before))

    def is_held(self, now: Millis) -> bool:
        """Say whether a key is down: no end was heard, and its last packet is not long ago."""
        return self._held and now - self._heard_at <= _RELEASED_AFTER_MS

    def start_anew(self) -> None:
        """Take the numbers as they come: the stream has started anew.

        Presses already seen stay seen: a peer that sends keys under an SSRC of
        their own starts anew with each packet, and a key must not be invented.
        """
        self._newest = None

    def _is_stale(self, timestamp: int) -> bool:
        """Say whether the packet is so late that its press may be forgotten already (2 s)."""
        return self._newest is not None and timestamp_ahead(timestamp, self._newest) < -_STALE_SAMPLES

    def _prolongs(self, timestamp: int, event: EventPacket) -> bool:
        """Say whether the event is the next segment of the press that is still held."""
        held = self._held and self._newest is not None and event.code == self._code
        return held and timestamp_ahead(timestamp, self._newest or 0) == _LONGEST

    def _remember(self, timestamp: int) -> None:
        if self._newest is None or timestamp_ahead(timestamp, self._newest) > 0:
            self._newest = timestamp
        self._seen.append(timestamp)
        del self._seen[:-_REMEMBERED]


def key_payloads(key: Key, length_ms: int, volume: int = 10) -> Iterator[bytes]:
    """Yield the payloads of one press, one for each 20 ms; the end is sent three times (section 2.5.1.4).

    All of them carry the timestamp of the start; the first one carries the marker.
    A press is 40 ms to 8 s long.
    """
    code = _KEYS.index(key)
    samples = max(length_ms * BYTES_PER_MS, 2 * FRAME_BYTES)
    for duration in range(FRAME_BYTES, samples, FRAME_BYTES):
        yield _EVENT.pack(code, volume, duration)
    for _ in range(3):
        yield _EVENT.pack(code, _END | volume, samples)
