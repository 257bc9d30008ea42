"""The media of one call: what comes in from the caller, what goes out, and what is captured.

A session never keeps sound. It decides whose packets count, puts them in order,
makes keys of events, and hands frames to a capture if one is running.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.events import KeyMethod
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.capture import Capture
from rufschutz.voice.media.dtmf import KeyReceiver
from rufschutz.voice.media.errors import MediaError, RtpError
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, Silent, Statistics
from rufschutz.voice.media.jitter import JitterBuffer
from rufschutz.voice.media.outgoing import MediaFormat, OutgoingStream, StreamIdentity
from rufschutz.voice.media.rtp import parse
from rufschutz.voice.media.source import SourceLock

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from rufschutz.domain.call.events import Key
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import CallId, PlaybackId
    from rufschutz.voice.media.capture import Sink
    from rufschutz.voice.media.events import MediaEvent
    from rufschutz.voice.media.jitter import Ordered
    from rufschutz.voice.media.levels import LevelMeter
    from rufschutz.voice.media.rtp import RtpPacket
    from rufschutz.voice.media.source import Address

_COMFORT_NOISE: Final = 13
_ALIVE_MS: Final = 1_000
_NOT_YET: Final = Millis(-1 << 62)


@dataclass(frozen=True, slots=True)
class SessionSetup:
    """What a session is opened with. ``media_timeout`` in ms."""

    call: CallId
    identity: StreamIdentity
    media_timeout: int = 20_000


class MediaSession:
    """One call's media; made by `MediaPlane.open` and driven by its tick."""

    __slots__ = (
        "_agreed", "_capture", "_emit", "_garbage", "_heard_at", "_jitter", "_keys", "_kinds", "_levels",
        "_lock", "_lost", "_out", "_playback", "_received", "_sent", "_setup", "_slot", "_socket", "_ssrc",
        "_strangers", "_unsent", "_waiting_since", "held",
    )  # fmt: skip

    def __init__(
        self,
        setup: SessionSetup,
        opened: socket.socket,
        levels: LevelMeter,
        slot: int,
        emit: Callable[[MediaEvent], None],
    ) -> None:
        self._setup = setup
        self._socket = opened
        self._levels = levels
        self._slot = slot
        self._emit = emit
        self._agreed = MediaFormat()
        self._kinds: frozenset[int] = frozenset()
        self._lock = SourceLock(None, symmetric=False)
        self._out = OutgoingStream(setup.identity, self._agreed)
        self._jitter = JitterBuffer()
        self._keys = KeyReceiver()
        self._playback: PlaybackId | None = None
        self._capture: Capture | None = None
        self._ssrc = -1
        self._heard_at = _NOT_YET
        self._waiting_since: Millis | None = None
        self._lost = False
        self._received = self._garbage = self._strangers = self._sent = self._unsent = 0
        self.held = False

    @property
    def call(self) -> CallId:
        """Return whose media this is."""
        return self._setup.call

    @property
    def slot(self) -> int:
        """Return the session's place in the plane's level meter."""
        return self._slot

    @property
    def socket(self) -> socket.socket:
        """Return the socket, which the plane drains and closes."""
        return self._socket

    @property
    def port(self) -> int:
        """Return the local RTP port, for the session description."""
        port: int = self._socket.getsockname()[1]
        return port

    def negotiate(
        self, agreed: MediaFormat, remote: Address | None, now: Millis, *, symmetric: bool = True
    ) -> None:
        """Take over what offer and answer agreed; sending starts with the next tick.

        ``remote`` is the signalled address (IPv4 host, port); None while the peer
        wants no media (hold). A new address starts a new source lock.
        """
        self._agreed = agreed
        self._out.agree(agreed)
        kinds = {agreed.payload_type, _COMFORT_NOISE}
        self._kinds = frozenset(kinds if agreed.event_type is None else kinds | {agreed.event_type})
        self._lock = SourceLock(remote, symmetric=symmetric)
        self._waiting_since = now
        self._lost = False

    def alive(self, now: Millis) -> bool:
        """Say whether media from the caller was heard within the last second."""
        return now - self._heard_at <= _ALIVE_MS

    def play(self, playback: PlaybackId, sound: bytes, now: Millis) -> None:
        """Send ``sound`` (octets of the agreed codec); ends in `PlaybackDone`. Another one is cut."""
        self.stop(now)
        self._playback = playback
        self._out.play(sound)

    def stop(self, now: Millis) -> None:
        """Cut what is playing before its next packet; nothing playing is left alone."""
        if self._playback is not None:
            self._out.cut()
            self._playback_done(now, completed=False)

    def press(self, key: Key, length_ms: int = 100) -> None:
        """Send a key (the test caller); raise `MediaError` where none can be sent now."""
        self._out.press(key, length_ms)

    def start_capture(self, grant: Grant, sink: Sink, now: Millis, silence_ms: int) -> None:
        """Hand the caller's frames to ``sink`` from the next packet on.

        Raises `MediaError` while another capture runs, and `GrantError`
        where ``grant`` is dead. ``silence_ms`` without voice ends in `Silent`.
        """
        self._begin_capture(grant, sink, now)
        self._levels.start(self._slot, now, silence_ms)

    def pause_capture(self) -> None:
        """Capture nothing until `resume_capture`; what waits in the jitter buffer is dropped."""
        self._capture = None
        self._levels.pause(self._slot)

    def resume_capture(self, grant: Grant, sink: Sink, now: Millis) -> None:
        """Go on after a pause; the silence counts anew, the voiced time goes on."""
        self._begin_capture(grant, sink, now)
        self._levels.resume(self._slot, now)

    def stop_capture(self, now: Millis) -> Millis:
        """End the capture with what still waits for its turn; return the voiced time in ms."""
        self._deliver(self._jitter.drain(), now)
        self.pause_capture()
        return self._levels.voiced_ms(self._slot)

    def discard_capture(self) -> None:
        """End the capture at once; what waits for its turn is dropped (withdrawal)."""
        self._jitter.drain()
        self.pause_capture()

    def statistics(self) -> Statistics:
        """Return the packets counted so far."""
        return Statistics(
            received=self._received,
            lost=self._jitter.lost,
            late=self._jitter.late,
            strangers=self._strangers,
            garbage=self._garbage,
            sent=self._sent,
            unsent=self._unsent,
            excess=self._capture.excess if self._capture else 0,
        )

    def receive(self, datagram: memoryview, size: int, source: Address, now: Millis) -> None:
        """Take one datagram (its first ``size`` bytes); the buffer is free again afterwards."""
        try:
            packet = parse(datagram, size)
        except RtpError:
            self._garbage += 1
            return
        if packet.payload_type not in self._kinds:
            self._garbage += 1
            return
        if not self._lock.admits(source):
            self._strangers += 1
            return
        self._heard_at = now
        self._received += 1
        if packet.ssrc != self._ssrc:
            self._new_stream(packet.ssrc)
        payload = datagram[packet.start : packet.end]
        if packet.payload_type == self._agreed.payload_type:
            self._in_turn(packet, payload, now)
            return
        self._in_turn(packet, None, now)
        if packet.payload_type == self._agreed.event_type:
            self._key_event(packet.timestamp, payload, now, marker=packet.marker)

    def advance(self, now: Millis, missed: int) -> None:
        """Send this tick's packet and look at the clock; called once a tick."""
        self._send(now, missed)
        if self._lost or self.held or self._waiting_since is None:
            return
        if now - max(self._heard_at, self._waiting_since) >= self._setup.media_timeout:
            self._lost = True
            self._emit(MediaLost(now, self.call))

    def silent(self, now: Millis) -> None:
        """Report that the caller has said nothing for the capture's limit."""
        self._emit(Silent(now, self.call))

    def _begin_capture(self, grant: Grant, sink: Sink, now: Millis) -> None:
        if self._capture is not None:
            raise MediaError("this call is being captured already", advice="Stop the capture first.")
        capture = Capture(grant, sink, self._agreed.codec, self._levels, self._slot, now)
        self._jitter.drain()
        self._capture = capture

    def _new_stream(self, ssrc: int) -> None:
        """Start anew: the peer has changed its SSRC, and with it all numbers (RFC 3550, section 8)."""
        self._ssrc = ssrc
        self._jitter.restart()
        self._start_anew()

    def _start_anew(self) -> None:
        self._keys.start_anew()
        if self._capture is not None:
            self._capture.resync()

    def _in_turn(self, packet: RtpPacket, sound: memoryview | None, now: Millis) -> None:
        """Put the packet into its turn; a peer that jumped to other numbers has started anew."""
        restarts = self._jitter.restarts
        ordered = self._jitter.put(packet.sequence, packet.timestamp, sound)
        if self._jitter.restarts != restarts:
            self._start_anew()
        self._deliver(ordered, now)

    def _deliver(self, packets: tuple[Ordered, ...], now: Millis) -> None:
        """Hand sound in its turn to the capture; without one it is gone."""
        if self._capture is None:
            return
        muted = self._keys.is_held(now)
        for timestamp, sound in packets:
            if sound is not None:
                self._capture.take(timestamp, sound, now, muted=muted)

    def _key_event(self, timestamp: int, payload: memoryview, now: Millis, *, marker: bool) -> None:
        try:
            pressed = self._keys.accept(timestamp, payload, now, marker=marker)
        except RtpError:
            self._garbage += 1
            return
        if pressed is not None:
            self._emit(Digit(now, self.call, pressed.key, pressed.started_at, KeyMethod.RTP_EVENT))

    def _send(self, now: Millis, missed: int) -> None:
        target = self._lock.target
        if target is None:
            return
        packet = self._out.next(missed)
        try:
            self._socket.sendto(packet, target)
            self._sent += 1
        except OSError:
            self._unsent += 1
        if self._playback is not None and not self._out.is_playing:
            self._playback_done(now, completed=True)

    def _playback_done(self, now: Millis, *, completed: bool) -> None:
        playback, self._playback = self._playback, None
        if playback is not None:
            self._emit(PlaybackDone(now, self.call, playback, completed, self.alive(now)))
