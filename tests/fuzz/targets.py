"""What must hold for any bytes: one function for each thing that reads what a stranger wrote.

Each takes bytes and raises whatever breaks the rule; `fuzz` feeds them what coverage
finds, `test_corpus` what was found before. ``MARK`` parts the messages of one input,
so that an input can be a whole conversation.
"""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING

from sipmessage import Message, Request, Response

from rufschutz.handover.spool.reader import read_head, read_lines
from rufschutz.handover.spool.records import (
    FORMAT,
    SpoolDamaged,
    SpoolHead,
    SpoolNotStarted,
    fact_line,
    head_line,
    parse_line,
)
from rufschutz.voice.media import rtcp, rtp
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.sip import events
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.client import Client
from rufschutz.voice.sip.errors import FramingError, NoSuchDialogError, NotAcceptableError, SdpError
from rufschutz.voice.sip.framing import MAX_BODY, MAX_HEAD, Framer
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.offers import LocalMedia, answer_offer, make_offer, settle_answer
from rufschutz.voice.sip.sdp import parse_sdp
from rufschutz.voice.sip.via import Carrier, Hop

if TYPE_CHECKING:
    from rufschutz.voice.sip.endpoint import Endpoint

MARK = b"\n--\n"
MOST_MESSAGES = 12
MOST_ANSWERS = 3
GROWTH = 2_048
"""Bytes that an answer may have more than what it answers: our own fields."""

US = Hop("127.0.0.1", 5070)
PEER = Hop("127.0.0.1", 5080)
CONNECTION = Hop("127.0.0.1", 5080, Carrier.TCP, ("127.0.0.1", 5080))
MEDIA = LocalMedia("127.0.0.1", 4_002, 2)
OFFER = make_offer(MEDIA)
HEAD = SpoolHead(FORMAT, "v-1", 3, "suite", "e", b"key")


def _tokens():
    numbers = itertools.count(1)
    return lambda: f"near{next(numbers)}"


class Owner:
    """Answers every call and every change, and keeps count of what went out."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.now = 0
        self.sent = 0

    def collect(self, size: int) -> None:
        """Act on what happened; an answer repeats its request and adds little."""
        answers = 0
        for event in self._events():
            self._act(event)
        for data, hop in self.endpoint.take_datagrams():
            answers += 1
            assert hop.host, "an answer without an address"
            assert b"\n" not in data.replace(b"\r\n", b""), "a break that a peer smuggled in"
            assert _is_whole(data), "a message of ours that cannot be read"
            assert not size or len(data) <= size + GROWTH, "an answer much larger than its cause"
        assert answers <= MOST_ANSWERS, f"{answers} answers to one message"
        self.sent += answers

    def let_pass(self, until: int) -> None:
        while (at := self.endpoint.next_deadline()) is not None and at <= until:
            self.now = max(at, self.now)
            self.endpoint.tick(self.now)
            for event in self._events():
                self._act(event)
            self.sent += len(self.endpoint.take_datagrams())
        self.now = max(until, self.now)

    def _events(self):
        while found := self.endpoint.take_events():
            yield from found

    def _act(self, event) -> None:
        try:
            match event:
                case events.IncomingCall(offer=offer):
                    body = answer_offer(offer, MEDIA).body if offer else OFFER
                    self.endpoint.accept(event.dialog, body, self.now)
                case events.ReInvite(offer=offer):
                    body = answer_offer(offer, MEDIA).body if offer else OFFER
                    self.endpoint.answer_change(event.dialog, body, self.now)
        except (NoSuchDialogError, NotAcceptableError):
            return


def _is_whole(data: bytes) -> bool:
    """A response may repeat what a peer broke; a request of ours is one that we would serve."""
    if data.startswith(b"SIP/2.0 "):
        return isinstance(Message.parse(data), Response)
    return isinstance(read(data), Request)


def sip(data: bytes) -> None:
    """Datagrams at the side that serves and at the side that calls."""
    messages = data.split(MARK)[:MOST_MESSAGES]
    owners = [Owner(UserAgent(US, new_token=_tokens())), Owner(Client(US, new_token=_tokens()))]
    owners[1].endpoint.invite("sip:praxis@127.0.0.1:5080", OFFER, 0)
    for owner in owners:
        owner.collect(0)
        for message in messages:
            owner.endpoint.feed(message, PEER, owner.now)
            owner.collect(len(message))
            owner.let_pass(owner.now + 50)
        owner.let_pass(200_000)
        assert owner.endpoint.calls() == len(owner.endpoint._core.legs)
        assert owner.sent < 40 * (len(messages) + 1), "answers without end"
        assert owner.endpoint._core.layer._paths.keys() <= _paths(owner.endpoint)


def _paths(endpoint: Endpoint) -> set[str]:
    layer = endpoint._core.layer
    return {path for path, key in layer._paths.items() if key in layer._live}


def stream(data: bytes) -> None:
    """The same bytes as one connection, in pieces of the size that the first byte says."""
    size, rest = (data[0] + 1, data[1:]) if data else (1, b"")
    pieces = [rest[at : at + size] for at in range(0, len(rest), size)]
    whole, parts = _framed([rest]), _framed(pieces)
    assert whole == parts, "how a stream is cut changes what it says"
    owner = Owner(UserAgent(US, new_token=_tokens()))
    for message in whole[0][:MOST_MESSAGES]:
        owner.endpoint.feed(message, CONNECTION, 0)
        owner.collect(len(message))
    if whole[1]:
        owner.endpoint.refuse_stream(FramingError(*whole[1]), CONNECTION, 0)
        owner.collect(len(rest))
    owner.let_pass(200_000)


def _framed(pieces: list[bytes]) -> tuple[list[bytes], tuple[int, str, bytes] | None]:
    framer, found = Framer(), []
    for piece in pieces:
        framer.feed(piece)
        try:
            while (message := framer.take()) is not None:
                assert len(message) <= MAX_HEAD + 4 + MAX_BODY
                found.append(message)
        except FramingError as error:
            return found, (error.code, error.reason, error.head)
    assert len(framer._buffer) <= MAX_HEAD + 4 + MAX_BODY + len(pieces[-1] if pieces else b"")
    return found, None


def sdp(data: bytes) -> None:
    """A session description: as an offer, and as the answer to ours."""
    try:
        description = parse_sdp(data)
    except SdpError:
        return
    for settle in (lambda: answer_offer(description, MEDIA), lambda: settle_answer(OFFER, description)):
        try:
            settled = settle()
        except NotAcceptableError:
            continue
        assert 0 < settled.remote_port < 65_536
        assert settled.remote_host
        if settled.body:
            parse_sdp(settled.body)


def rtp_and_rtcp(data: bytes) -> None:
    """A packet at a media port: RTP or RTCP."""
    buffer = bytearray(data) + bytes(16)
    try:
        packet = rtp.parse(memoryview(buffer), len(data))
        assert rtp.HEADER_BYTES <= packet.start <= packet.end <= len(data)
        assert 0 <= packet.payload_type < 128
    except RtpError:
        pass
    try:
        heard = rtcp.read(memoryview(buffer), len(data))
    except RtpError:
        return
    assert sum(len(report.blocks) for report in heard.reports) * 24 + 4 * len(heard.gone) <= len(data)


class _File:
    """A spool file in memory; the reader asks for no more than this of a path."""

    name = "v-1-3.spool"

    def __init__(self, data: bytes) -> None:
        self.data = data

    def open(self, mode: str) -> io.BytesIO:
        assert mode == "rb"
        return io.BytesIO(self.data)


def spool(data: bytes) -> None:
    """A spool file after its head, and the same bytes as a whole file."""
    for lines in (data, head_line(HEAD) + data):
        try:
            read_head(_File(lines))
            for line in read_lines(_File(lines)):
                written = fact_line(line.envelope_bytes, line.sealed)
                assert written in lines
                assert parse_line(line.file, HEAD, line.envelope.sequence, written[:-1]).sealed == line.sealed
        except (SpoolDamaged, SpoolNotStarted):
            continue


TARGETS = {"sip": sip, "stream": stream, "sdp": sdp, "rtp": rtp_and_rtcp, "spool": spool}
