"""What comes in from the caller: whose packets count, in which order, and which of them are keys.

It keeps no sound but for packets that wait for their turn, and hands every packet
of sound over once. Whatever a stranger sends is counted and goes no further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.arrivals import Arrivals
from rufschutz.voice.media.dtmf import KeyReceiver
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.jitter import JitterBuffer
from rufschutz.voice.media.rtp import parse
from rufschutz.voice.media.source import SourceLock

if TYPE_CHECKING:
    from rufschutz.voice.media.dtmf import PressedKey
    from rufschutz.voice.media.jitter import Ordered
    from rufschutz.voice.media.outgoing import MediaFormat
    from rufschutz.voice.media.rtp import RtpPacket
    from rufschutz.voice.media.source import Address

COMFORT_NOISE: Final = 13
"""The payload type of comfort noise at 8 kHz (RFC 3389, section 4): the caller is there, and silent."""

NOT_YET: Final = Millis(-1 << 62)


class Receiver(Protocol):
    """Who takes what came in."""

    def sound(self, timestamp: int, sound: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        """Take the sound of one packet in its turn; ``muted`` while a key is down."""

    def pressed(self, press: PressedKey, now: Millis) -> None:
        """Take a key that came as an event."""

    def started_anew(self) -> None:
        """Learn that the numbers of the stream have nothing to do with those before."""

    def another_source(self, now: Millis) -> None:
        """Learn that what comes next comes from another machine; all before it was handed over."""


@dataclass(slots=True)
class Refused:
    """Packets that went no further: unreadable, of a payload type not agreed, from elsewhere."""

    garbage: int = 0
    foreign: int = 0
    strangers: int = 0


class Incoming:
    """One call's incoming stream. ``heard_at`` is when its last valid packet came."""

    __slots__ = (
        "_event_type", "_keys", "_kinds", "_receiver", "_sound_type", "_ssrc", "arrivals", "heard_at",
        "jitter", "lock", "received", "refused",
    )  # fmt: skip

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._kinds: frozenset[int] = frozenset()
        self._sound_type = -1
        self._event_type: int | None = None
        self._keys = KeyReceiver()
        self._ssrc = -1
        self.lock = SourceLock(None, symmetric=False, on_other=self._another_source)
        self.jitter = JitterBuffer()
        self.arrivals = Arrivals()
        self.heard_at = NOT_YET
        self.received = 0
        self.refused = Refused()

    @property
    def ssrc(self) -> int:
        """Return the source we hear, -1 before the first packet."""
        return self._ssrc

    def agree(self, agreed: MediaFormat, remote: Address | None, *, symmetric: bool) -> None:
        """Take what was agreed on; another address starts the source lock anew."""
        self._sound_type, self._event_type = agreed.payload_type, agreed.event_type
        kinds = {agreed.payload_type, COMFORT_NOISE}
        self._kinds = frozenset(kinds if agreed.event_type is None else kinds | {agreed.event_type})
        self.lock.agree(remote, symmetric=symmetric)

    def take(
        self, datagram: memoryview, size: int, source: Address, now: Millis, arrived: int | None
    ) -> None:
        """Take one datagram (its first ``size`` bytes); the buffer is free again afterwards.

        ``arrived`` is when it came, in samples of 8 kHz of any clock that goes evenly; None: not asked.
        """
        try:
            packet = parse(datagram, size)
        except RtpError:
            self.refused.garbage += 1
            return
        kind = packet.payload_type
        if kind not in self._kinds:
            self.refused.foreign += 1
            return
        if not self.lock.admits(source, packet, now):
            self.refused.strangers += 1
            return
        self.heard_at = now
        self.received += 1
        if packet.ssrc != self._ssrc:
            self._new_stream(packet.ssrc)
        self.arrivals.take(packet.sequence)
        payload = datagram[packet.start : packet.end]
        if kind == self._sound_type:
            if arrived is not None:
                self.arrivals.clock(packet.timestamp, arrived)
            self._in_turn(packet, payload, now)
            return
        self._in_turn(packet, None, now)
        if kind == self._event_type:
            self._key_event(packet.timestamp, payload, now, marker=packet.marker)

    def overdue(self, now: Millis) -> None:
        """Give up what was waited for too long."""
        self._deliver(self.jitter.overdue(now), now)

    def drain(self, now: Millis) -> None:
        """Hand over what still waits for its turn."""
        self._deliver(self.jitter.drain(), now)

    def drop(self) -> None:
        """Forget what still waits for its turn."""
        self.jitter.drain()

    def _another_source(self, now: Millis) -> None:
        """Part what came from what will come: another machine's is another stream, whatever its SSRC."""
        self.drain(now)
        self._ssrc = -1
        self._receiver.another_source(now)

    def _new_stream(self, ssrc: int) -> None:
        """Start anew: the peer has changed its SSRC, and with it all numbers (RFC 3550, section 8)."""
        self._ssrc = ssrc
        self.jitter.restart()
        self._start_anew()

    def _start_anew(self) -> None:
        self.arrivals.restart()
        self._keys.start_anew()
        self._receiver.started_anew()

    def _in_turn(self, packet: RtpPacket, sound: memoryview | None, now: Millis) -> None:
        """Put the packet into its turn; a peer that jumped to other numbers has started anew."""
        restarts = self.jitter.restarts
        ordered = self.jitter.put(packet.sequence, packet.timestamp, sound, now)
        if self.jitter.restarts != restarts:
            self._start_anew()
        self._deliver(ordered, now)

    def _deliver(self, packets: tuple[Ordered, ...], now: Millis) -> None:
        """Hand over sound in its turn."""
        if not packets:
            return
        muted = self._keys.is_held(now)
        for timestamp, sound in packets:
            if sound is not None:
                self._receiver.sound(timestamp, sound, now, muted=muted)

    def _key_event(self, timestamp: int, payload: memoryview, now: Millis, *, marker: bool) -> None:
        try:
            press = self._keys.accept(timestamp, payload, now, marker=marker)
        except RtpError:
            self.refused.garbage += 1
            return
        if press is not None:
            self._receiver.pressed(press, now)
