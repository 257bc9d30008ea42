"""One test call: SIP client, RTP both ways, the script, and the transcript of what happened.

The transcript is a list of moments with plain words, ready for JSON. A call that is
not answered, or answered without media, ends with the reason.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rufschutz.voice.caller.ear import Ear
from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.caller.script import Hold, Leave, Press, Speak, Step, Wait, word
from rufschutz.voice.caller.tones import key_sound
from rufschutz.voice.media.clock import TickClock
from rufschutz.voice.media.codecs import Codec, encode
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.outgoing import MediaFormat, OutgoingStream, StreamIdentity
from rufschutz.voice.media.rtp import parse
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.client import Client
from rufschutz.voice.sip.dialogs import hop_of
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.offers import LocalMedia, Settled, make_offer, settle_answer
from rufschutz.voice.sip.sdp import Direction
from rufschutz.voice.sip.transport import open_sip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.call.events import Key
    from rufschutz.voice.media.codecs import Samples
    from rufschutz.voice.sip.dialogs import DialogId
    from rufschutz.voice.sip.via import Hop

KEY_MS = 120
BETWEEN_KEYS_TICKS = 10
LONGEST_DATAGRAM = 2_048
NO_ANSWER = 408
"""What a client transaction reports when nothing came (RFC 3261, section 8.1.3.1)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A call to make. ``number`` is the user part of From; ``withheld`` hides it (RFC 3323).

    ``in_band``: offer no events and send keys as sound, as old telephones do.
    """

    target: str
    steps: Sequence[Step]
    speech: Samples | None = None
    number: str = "+493023125047"
    withheld: bool = False
    limit_s: int = 180
    linger_ms: int = 600
    in_band: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, ``ms`` after the answer (negative before it)."""

    ms: int
    what: str


@dataclass(slots=True)
class Transcript:
    """What happened: ``status`` is the SIP code of the answer; ``heard`` is 8 kHz, 16-bit.

    ``peer`` is the host and port that was called; ``undone`` are the script's words that
    were still to come at the end. 408 stands for no answer as well (RFC 3261, 8.1.3.1).
    """

    target: str
    peer: str = ""
    status: int = 0
    ended_by: str = ""
    moments: list[Moment] = field(default_factory=list)
    heard: Samples | None = None
    received: int = 0
    undone: tuple[str, ...] = ()


class Phone:
    """Makes one call in the running loop."""

    def __init__(self, order: Order, local: str = "127.0.0.1") -> None:
        self._order = order
        self._local = local
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._steps = list(order.steps)
        self.transcript = Transcript(order.target)
        self._answered_at = 0.0
        self._pause_ticks = 0
        self._speaking = False
        self._spoke = False
        self._out: OutgoingStream | None = None
        self._ear: Ear | None = None
        self._settled: Settled | None = None
        self._offer = b""

    async def call(self) -> Transcript:
        """Call, follow the script, return the transcript. Raises `CallerError` for an unusable target."""
        hop = hop_of(self._order.target)
        if hop is None:
            raise CallerError(
                f"{self._order.target!r} names no address", advice="Call sip:LINE@127.0.0.1:PORT"
            )
        self._require_sound()
        self.transcript.peer = f"{hop.host}:{hop.port}"
        self._rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._rtp.setblocking(False)  # noqa: FBT003 - the library takes it by position alone
        self._rtp.bind((self._local, 0))
        self._transport = await open_sip(self._local, 0, self._make_client, self._on_sip)
        ticks = TickClock(self._loop, self._tick)
        ticks.start()
        try:
            self._invite(hop)
            await asyncio.wait_for(self._over.wait(), self._order.limit_s)
        except TimeoutError:
            self._hang_up("limit")
        finally:
            ticks.stop()
            await asyncio.sleep(self._order.linger_ms / 1000)
            self._transport.close()
            self._rtp.close()
        if self._ear is not None:
            self.transcript.heard = self._ear.samples()
        self.transcript.undone = tuple(word(step) for step in self._steps)
        return self.transcript

    def _require_sound(self) -> None:
        if self._order.speech is None and any(isinstance(step, Speak) for step in self._steps):
            raise CallerError("the script says play, but there is no sound", advice="Give one with --play.")

    def _make_client(self, address: Hop) -> Client:
        self._client = Client(address, new_token=lambda: secrets.token_hex(8))
        return self._client

    def _invite(self, hop: Hop) -> None:
        self._media = LocalMedia(self._local, self._rtp.getsockname()[1], secrets.randbits(31))
        self._offer = make_offer(self._media, events=not self._order.in_band)
        headers = [("Privacy", "id")] if self._order.withheld else []
        caller = "anonymous" if self._order.withheld else self._order.number
        self._note("calling")
        self._dialog: DialogId = self._client.invite(
            self._order.target, self._offer, self._transport.now(), caller=caller, hop=hop, headers=headers
        )
        self._transport.flush()

    def _on_sip(self, event: sip.SipEvent) -> None:
        match event:
            case sip.Progress():
                self._note("ringing" if event.code == 180 else "trying")
            case sip.Accepted():
                self._accepted(event)
            case sip.Rejected():
                self.transcript.status = event.code
                if event.code == NO_ANSWER:
                    self._end("no answer", f"no answer from {self.transcript.peer}")
                else:
                    self._end(f"rejected {event.code} {event.phrase}")
            case sip.ByeReceived():
                self._end("far end")
            case sip.CallFailed():
                self._end(str(event.failure))
            case _:
                pass

    def _accepted(self, event: sip.Accepted) -> None:
        self.transcript.status = 200
        self._answered_at = self._loop.time()
        if event.description is None:
            self._hang_up("no media")
            return
        self._settled = settle_answer(self._offer, event.description)
        codec = Codec(self._settled.codec)
        identity = StreamIdentity(secrets.randbits(32), secrets.randbits(15), secrets.randbits(32))
        self._out = OutgoingStream(
            identity, MediaFormat(codec, self._settled.payload_type, self._settled.dtmf_type)
        )
        self._ear = Ear(codec)
        self._note("answered")

    def _tick(self, _missed: int) -> None:
        if self._out is None or self._settled is None or self._over.is_set():
            return
        self._receive()
        self._act()
        self._rtp.sendto(self._out.next(), (self._settled.remote_host, self._settled.remote_port))

    def _receive(self) -> None:
        buffer = bytearray(LONGEST_DATAGRAM)
        view = memoryview(buffer)
        while True:
            try:
                size = self._rtp.recv_into(buffer)
                packet = parse(view, size)
            except BlockingIOError:
                return
            except (OSError, RtpError):
                continue
            if self._ear is not None and self._settled and packet.payload_type == self._settled.payload_type:
                self.transcript.received += 1
                self._ear.hear(bytes(view[packet.start : packet.end]))

    def _act(self) -> None:
        out, ear = self._out, self._ear
        if out is None or ear is None or self._busy(out):
            return
        if not self._steps or not self._due(self._steps[0], ear):
            return
        step = self._steps.pop(0)
        self._spoke = False
        ear.listen_anew()
        match step:
            case Press(keys):
                self._press(out, keys)
            case Speak():
                self._speak(out)
            case Wait(ms):
                self._pause_ticks = ms // 20
            case Hold(on):
                self._hold(on)
            case Leave():
                self._hang_up("caller")

    def _busy(self, out: OutgoingStream) -> bool:
        if self._pause_ticks > 0:
            self._pause_ticks -= 1
            return True
        if self._speaking and not out.is_playing:
            self._speaking, self._spoke = False, True
            self._note("finished speaking")
        return out.is_pressing or self._speaking

    def _due(self, step: Step, ear: Ear) -> bool:
        match step:
            case Press(_, at) | Speak(at) if at is None:
                return ear.paused or self._spoke
            case Press(_, at) | Speak(at) | Leave(at) if at is not None:
                return self._since_answer() >= at
            case _:
                return True

    def _press(self, out: OutgoingStream, keys: tuple[Key, ...]) -> None:
        key, *rest = keys
        self._note(f"key {key}")
        if self._order.in_band:
            out.play(key_sound(key, KEY_MS, self._codec))
        elif self._settled is not None and self._settled.dtmf_type is None:
            self._client.press(self._dialog, key, KEY_MS, self._transport.now())
            self._transport.flush()
        else:
            out.press(key, KEY_MS)
        self._pause_ticks = KEY_MS // 20 + BETWEEN_KEYS_TICKS
        if rest:
            self._steps.insert(0, Press(tuple(rest), 0))

    def _hold(self, on: bool) -> None:
        """Ask for a change of direction (RFC 3264, 8.4); sound goes on, as from a telephone system."""
        self._note("hold" if on else "back")
        self._media = replace(self._media, version=self._media.version + 1)
        direction = Direction.SENDONLY if on else Direction.SENDRECV
        offer = make_offer(self._media, direction, self._settled.codec if self._settled else None)
        self._client.change(self._dialog, offer, self._transport.now())
        self._transport.flush()

    def _speak(self, out: OutgoingStream) -> None:
        if self._order.speech is None:
            return
        self._note("speaking")
        self._speaking = True
        out.play(encode(self._codec, self._order.speech).tobytes())

    @property
    def _codec(self) -> Codec:
        return Codec(self._settled.codec) if self._settled else Codec.PCMA

    def _hang_up(self, by: str) -> None:
        if not self._over.is_set():
            try:
                self._client.bye(self._dialog, self._transport.now())
                self._transport.flush()
            except NoSuchDialogError:
                by = f"{by}, unanswered"
            self._end(by)

    def _end(self, by: str, words: str = "") -> None:
        if not self._over.is_set():
            self.transcript.ended_by = by
            self._note(words or f"ended by {by}")
            self._over.set()

    def _since_answer(self) -> int:
        return int((self._loop.time() - self._answered_at) * 1000)

    def _note(self, what: str) -> None:
        ms = self._since_answer() if self._answered_at else -1
        self.transcript.moments.append(Moment(ms, what))


async def make_call(order: Order) -> Transcript:
    """Make one call and return its transcript."""
    return await Phone(order).call()
