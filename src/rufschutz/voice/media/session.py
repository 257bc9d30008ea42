"""The media of one call: what is sent, what is captured of the caller, and what is told of it.

A session never keeps sound. It hands frames to a capture if one is running, makes
keys of tones where the peer sends no events, and looks whether the caller is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from rufschutz.domain.call.events import KeyMethod
from rufschutz.domain.call.quality import Quality
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.capture import Capture
from rufschutz.voice.media.control import Control
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, Silent, SourceChanged, Statistics
from rufschutz.voice.media.framer import Framer
from rufschutz.voice.media.incoming import NOT_YET, Incoming
from rufschutz.voice.media.outgoing import MediaFormat, OutgoingStream, StreamIdentity
from rufschutz.voice.media.rtcp import Sent, is_rtcp
from rufschutz.voice.media.tonekeys import ToneKeys

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from rufschutz.domain.call.events import Key
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import CallId, PlaybackId
    from rufschutz.voice.media.capture import Sink
    from rufschutz.voice.media.dtmf import PressedKey
    from rufschutz.voice.media.events import MediaEvent
    from rufschutz.voice.media.levels import LevelMeter
    from rufschutz.voice.media.pool import Ports
    from rufschutz.voice.media.source import Address
    from rufschutz.voice.media.tones import Reading, ToneMeter

_ALIVE_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class SessionSetup:
    """What a session is opened with. ``media_timeout`` in ms."""

    call: CallId
    identity: StreamIdentity
    media_timeout: int = 20_000


class Meters(NamedTuple):
    """What measures the frames of all calls at once."""

    levels: LevelMeter
    tones: ToneMeter


class MediaSession:
    """One call's media; made by `MediaPlane.open` and driven by its tick.

    While `held` is set no sound is captured and no time-out counts.
    """

    __slots__ = (
        "_agreed", "_began", "_capture", "_control", "_emit", "_excess", "_framer", "_in", "_levels", "_lost",
        "_muted", "_mux", "_now", "_out", "_playback", "_ports", "_sent", "_setup", "_slot", "_tone_keys",
        "_tones", "_unsent", "_waiting_since", "held",
    )  # fmt: skip

    def __init__(
        self,
        setup: SessionSetup,
        ports: Ports,
        meters: Meters,
        slot: int,
        emit: Callable[[MediaEvent], None],
    ) -> None:
        self._setup = setup
        self._ports = ports
        self._levels, self._tones = meters
        self._slot = slot
        self._emit = emit
        self._agreed = MediaFormat()
        self._in = Incoming(self)
        self._out = OutgoingStream(setup.identity, self._agreed)
        self._control = Control(setup.identity)
        self._mux = False
        self._framer = Framer()
        self._tone_keys: ToneKeys | None = None
        self._playback: PlaybackId | None = None
        self._began = NOT_YET
        self._capture: Capture | None = None
        self._now = Millis(0)
        self._waiting_since: Millis | None = None
        self._lost = False
        self._sent = self._unsent = self._excess = self._muted = 0
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
    def ports(self) -> Ports:
        """Return the sockets, which the plane drains and closes."""
        return self._ports

    @property
    def port(self) -> int:
        """Return the local RTP port, for the session description; RTCP has the next one."""
        port: int = self._ports.rtp.getsockname()[1]
        return port

    def negotiate(
        self,
        agreed: MediaFormat,
        remote: Address | None,
        now: Millis,
        *,
        symmetric: bool = True,
        reports: Address | None = None,
        mux: bool = False,
    ) -> None:
        """Take over what offer and answer agreed; sending starts with the next tick.

        ``remote`` is the signalled address (IPv4 host, port); None while the peer
        wants no media (hold). Another address starts the source lock anew. ``reports`` is
        where RTCP goes if not to the port above; with ``mux`` it shares the RTP port (RFC 5761).
        """
        self._agreed = agreed
        self._out.agree(agreed)
        self._in.agree(agreed, remote, symmetric=symmetric)
        self._mux = mux
        self._control.target = reports or (None if remote is None else (remote[0], remote[1] + 1))
        if agreed.event_type is not None:
            self._tone_keys = None
        elif self._tone_keys is None:
            self._tone_keys = ToneKeys()
        self._waiting_since = now
        self._lost = False

    def alive(self, now: Millis) -> bool:
        """Say whether the caller's side is there for what plays: sound within the last second, or a report.

        A telephone that sends nothing while its user is silent still reports (RFC 3550, section
        6.2). A report from before what plays began, or long ago, tells nothing of it.
        """
        reported = self._control.heard_at >= self._began and self._control.present(now)
        return now - self._in.heard_at <= _ALIVE_MS or reported

    def play(self, playback: PlaybackId, sound: bytes, now: Millis) -> None:
        """Send ``sound`` (octets of the agreed codec); ends in `PlaybackDone`. Another one is cut."""
        self.stop(now)
        self._playback, self._began = playback, now
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

    def settle_capture(self) -> None:
        """Hand over what was taken and still waits for a look at what follows it."""
        self._tones.measure()
        if self._capture is not None:
            self._capture.flush()

    def pause_capture(self) -> None:
        """Capture nothing until `resume_capture`; what is in its turn already is kept, the rest dropped."""
        self.settle_capture()
        self._end_capture()

    def resume_capture(self, grant: Grant, sink: Sink, now: Millis) -> None:
        """Go on after a pause; the silence counts anew, the voiced time goes on."""
        self._begin_capture(grant, sink, now)
        self._levels.resume(self._slot, now)

    def stop_capture(self, now: Millis) -> Millis:
        """End the capture with what still waits for its turn; return the voiced time in ms."""
        self._in.drain(now)
        self.pause_capture()
        self._levels.weigh(now)
        return self._levels.voiced_ms(self._slot)

    def discard_capture(self) -> None:
        """End the capture at once; what waits for its turn is dropped (withdrawal)."""
        self._in.drop()
        self._end_capture()

    def statistics(self) -> Statistics:
        """Return the packets counted so far."""
        came, refused, capture = self._in.jitter, self._in.refused, self._capture
        return Statistics(
            received=self._in.received,
            lost=max(came.lost - came.late, 0),
            late=came.late,
            doubled=came.doubled,
            reordered=came.reordered,
            strangers=refused.strangers,
            garbage=refused.garbage,
            foreign=refused.foreign,
            sent=self._sent,
            unsent=self._unsent,
            excess=self._excess + (capture.excess if capture else 0),
            muted=self._muted + (capture.muted if capture else 0),
            reports=self._control.sent,
        )

    def quality(self) -> Quality:
        """Return how the caller's sound arrived, and what the far end says of ours."""
        counts, control = self.statistics(), self._control
        return Quality(
            received=counts.received,
            lost=counts.lost,
            late=counts.late,
            doubled=counts.doubled,
            reordered=counts.reordered,
            strangers=counts.strangers,
            broken=counts.garbage + counts.foreign + control.broken,
            jitter=self._in.arrivals.mean_jitter_ms,
            round_trip=control.round_trip_ms,
            far_lost=control.far_lost,
            far_jitter=control.far_jitter_ms,
        )

    def receive(
        self, datagram: memoryview, size: int, source: Address, now: Millis, arrived: int | None = None
    ) -> None:
        """Take one datagram of the RTP port (its first ``size`` bytes); the buffer is free again afterwards.

        ``arrived``: when it came, in samples (8 kHz) of the kernel's clock, where that was asked.
        """
        self._now = now
        if size > 1 and is_rtcp(datagram[1]):
            self.take_report(datagram, size, source, now)
            return
        self._in.take(datagram, size, source, now, arrived)

    def take_report(self, datagram: memoryview, size: int, source: Address, now: Millis) -> None:
        """Take one datagram of RTCP."""
        if not self._in.lock.knows(source[0]):
            self._in.refused.strangers += 1
            return
        self._control.take(datagram, size, source, now)
        if self._control.present(now):
            self._in.lock.stays(now)

    def advance(self, now: Millis, missed: int) -> None:
        """Let go of what was measured, send this tick's packet, look at the clock; called once a tick."""
        self._now = now
        if self._capture is not None:
            self._capture.release()
        self._in.overdue(now)
        self._send(now, missed)
        if self._lost or self.held or self._waiting_since is None:
            return
        if now - max(self._in.heard_at, self._waiting_since) >= self._setup.media_timeout:
            self._look_for_reports(now)

    def report(self, now: Millis) -> None:
        """Send a report if one is due; called about once a second."""
        if self._in.lock.target is None or not self._sent or not self._control.due(now):
            return
        sent = Sent(self._out.timestamp, self._out.packets, self._out.octets)
        self._tell(self._control.report(now, self._in.ssrc, self._in.arrivals, sent))

    def say_goodbye(self) -> None:
        """Tell the far end that our stream ends, where it has begun; called once, before the ports close."""
        if self._in.lock.target is not None and self._sent:
            self._tell(self._control.goodbye())

    def _tell(self, packet: bytes) -> None:
        """Send RTCP: to the port agreed for it."""
        target = self._in.lock.target if self._mux else self._control.target
        opened = self._ports.rtp if self._mux else self._ports.rtcp
        if target is not None:
            self._to_the_net(opened, packet, target)

    def silent(self, now: Millis) -> None:
        """Report that the caller has said nothing for the capture's limit."""
        self._emit(Silent(now, self.call))

    def sound(self, timestamp: int, sound: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        """Hand sound in its turn to the capture and to whoever looks for tones; without them it is gone."""
        capture = None if self.held else self._capture
        if capture is None and self._tone_keys is None:
            return
        listener = None if self._tone_keys is None else self
        for at, frame in self._framer.frames(timestamp, sound):
            mark = None if capture is None else capture.take(at, frame, now, muted=muted)
            if mark is not None or listener is not None:
                self._tones.add(listener, mark, at, self._agreed.codec, frame)

    def pressed(self, press: PressedKey, now: Millis) -> None:
        """Report a key that came as an event."""
        self._emit(Digit(now, self.call, press.key, press.started_at, KeyMethod.RTP_EVENT))

    def heard(self, timestamp: int, reading: Reading) -> None:
        """Take what was found in a frame; report the tone that has become a key."""
        if self._tone_keys is None:
            return
        press = self._tone_keys.hear(timestamp, reading, self._now)
        if press is not None:
            self._emit(Digit(self._now, self.call, press.key, press.started_at, KeyMethod.IN_BAND))

    def started_anew(self) -> None:
        """Learn that the caller's stream has started anew."""
        self._framer.clear()
        if self._tone_keys is not None:
            self._tone_keys.start_anew()
        if self._capture is not None:
            self._capture.resync()

    def another_source(self, now: Millis) -> None:
        """Capture nothing of another machine: that takes a question and a grant of its own."""
        self.pause_capture()
        self._emit(SourceChanged(now, self.call))

    def _begin_capture(self, grant: Grant, sink: Sink, now: Millis) -> None:
        if self._capture is not None:
            raise MediaError("this call is being captured already", advice="Stop the capture first.")
        capture = Capture(grant, sink, self._agreed.codec, self._levels, self._slot, now)
        self._in.drop()
        self._framer.clear()
        self._capture = capture

    def _end_capture(self) -> None:
        capture, self._capture = self._capture, None
        if capture is not None:
            self._excess += capture.excess
            self._muted += capture.muted
        self._levels.pause(self._slot)

    def _look_for_reports(self, now: Millis) -> None:
        """End a call that nothing came from for the time-out, not even a report."""
        if not self._control.present(now):
            self._lost = True
            self._emit(MediaLost(now, self.call))

    def _send(self, now: Millis, missed: int) -> None:
        target = self._in.lock.target
        if target is None:
            return
        if self._tone_keys is not None and self._out.is_playing:
            self._tone_keys.played(now)
        self._to_the_net(self._ports.rtp, self._out.next(missed), target)
        if self._playback is not None and not self._out.is_playing:
            self._playback_done(now, completed=True)

    def _to_the_net(self, opened: socket.socket, packet: bytes | bytearray, target: Address) -> None:
        try:
            opened.sendto(packet, target)
            self._sent += 1
        except OSError:
            self._unsent += 1

    def _playback_done(self, now: Millis, *, completed: bool) -> None:
        playback, self._playback = self._playback, None
        if playback is not None:
            self._emit(PlaybackDone(now, self.call, playback, completed, self.alive(now)))
