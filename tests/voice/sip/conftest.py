"""Two endpoints over a fake network in virtual time, messages as text, and a server that only signals."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sipmessage import Message

from rufschutz.voice.sip import events
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.client import Client
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.messages import Malformed, read
from rufschutz.voice.sip.offers import LocalMedia, answer_offer, make_offer
from rufschutz.voice.sip.via import Hop

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.voice.sip.endpoint import Endpoint
    from rufschutz.voice.sip.transport import UdpTransport

SERVER = Hop("127.0.0.1", 5070)
CALLER = Hop("127.0.0.1", 5080)
OURS = LocalMedia("127.0.0.1", 4002, 2)
THEIRS = LocalMedia("127.0.0.1", 4000, 1)
OFFER = make_offer(THEIRS)


def counted(prefix: str) -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers)}"


def message(
    method: str = "INVITE",
    *,
    uri: str = "sip:100@example.org",
    branch: str = "z9hG4bK1",
    to_tag: str = "",
    from_tag: str = "far",
    call_id: str = "call1",
    cseq: int = 1,
    sender: str = "<sip:+493023125001@example.org>",
    extra: tuple[str, ...] = (),
    body: bytes = b"",
    kind: str = "application/sdp",
) -> bytes:
    """Return a request as a peer at CALLER would send it."""
    lines = [
        f"{method} {uri} SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.1:5080;rport;branch={branch}",
        f"From: {sender};tag={from_tag}",
        f"To: <sip:100@example.org>{f';tag={to_tag}' if to_tag else ''}",
        f"Call-ID: {call_id}",
        f"CSeq: {cseq} {method}",
        "Contact: <sip:far@127.0.0.1:5080>",
        "Max-Forwards: 70",
        *extra,
        *([f"Content-Type: {kind}"] if body else []),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def sent_message(data: bytes) -> Any:
    """Read what an endpoint sent; a response may repeat what a peer broke, a request must be whole."""
    made = Message.parse(data) if data.startswith(b"SIP/") else read(data)
    assert not isinstance(made, Malformed)
    return made


class Wire:
    """One endpoint, spoken to in raw messages: what it sends is kept as parsed messages."""

    def __init__(self, endpoint: Endpoint, peer: Hop) -> None:
        self.endpoint: Any = endpoint
        self.peer = peer
        self.now = 0
        self.sent: list[Any] = []
        self.hops: list[Hop] = []
        self.events: list[Any] = []

    def feed(self, data: bytes, source: Hop | None = None) -> list[Any]:
        self.endpoint.feed(data, source or self.peer, self.now)
        return self.collect()

    def until(self, now: int) -> list[Any]:
        """Let time pass, one deadline after the other; return what was sent meanwhile."""
        out = []
        while (at := self.endpoint.next_deadline()) is not None and at <= now:
            self.now = at
            self.endpoint.tick(at)
            out += self.collect()
        self.now = now
        return out

    def act(self, name: str, *args: Any, **kwargs: Any) -> list[Any]:
        getattr(self.endpoint, name)(*args, now=self.now, **kwargs)
        return self.collect()

    def collect(self) -> list[Any]:
        datagrams = self.endpoint.take_datagrams()
        out = [sent_message(each.data) for each in datagrams]
        self.hops += [each.hop for each in datagrams]
        self.sent += out
        self.events += self.endpoint.take_events()
        return out

    def last(self, kind: type) -> Any:
        return next(each for each in reversed(self.events) if isinstance(each, kind))

    def count(self, kind: type) -> int:
        return sum(isinstance(each, kind) for each in self.events)

    def call(self, **changes: Any) -> str:
        """Let a call come in that waits for an answer; return its dialog."""
        self.feed(message(**{"body": OFFER, **changes}))
        return self.last(events.IncomingCall).dialog

    def answered(self, **changes: Any) -> str:
        """Let a call come in, accept it and let the ACK come."""
        dialog = self.call(**changes)
        offer = self.last(events.IncomingCall).offer
        self.act("accept", dialog, answer_offer(offer, OURS).body if offer else make_offer(OURS))
        self.feed(message("ACK", to_tag=dialog, branch="z9hG4bKack"))
        return dialog


@dataclass
class Pair:
    """A client and a server on a network that may lose datagrams."""

    server: Wire
    client: Wire
    loses: Callable[[bytes], bool] = field(default=lambda data: False)
    trace: list[str] = field(default_factory=list)

    def pump(self) -> None:
        while True:
            moved = self._carry(self.client, self.server) + self._carry(self.server, self.client)
            if not moved:
                return

    def until(self, now: int) -> None:
        while True:
            self.pump()
            deadlines = [self.server.endpoint.next_deadline(), self.client.endpoint.next_deadline()]
            due = [each for each in deadlines if each is not None and each <= now]
            self.server.now = self.client.now = min(due, default=now)
            for wire in (self.server, self.client):
                wire.endpoint.tick(wire.now)
            if not due:
                self.pump()
                return

    def _carry(self, sender: Wire, receiver: Wire) -> int:
        datagrams = sender.endpoint.take_datagrams()
        sender.events += sender.endpoint.take_events()
        for each in datagrams:
            assert each.hop == (SERVER if receiver is self.server else CALLER)
            lost = self.loses(each.data)
            line = each.data.split(b"\r\n", 1)[0].decode()
            self.trace.append(f"{'lost ' if lost else ''}{line}")
            if not lost:
                receiver.endpoint.feed(each.data, receiver.peer, receiver.now)
        sender.events += sender.endpoint.take_events()
        receiver.events += receiver.endpoint.take_events()
        return len(datagrams)


@pytest.fixture
def agent() -> Wire:
    return Wire(UserAgent(SERVER, new_token=counted("near")), CALLER)


@pytest.fixture
def client() -> Wire:
    return Wire(Client(CALLER, new_token=counted("own")), SERVER)


@pytest.fixture
def pair(agent: Wire, client: Wire) -> Pair:
    return Pair(agent, client)


@pytest.fixture
def request_text() -> Callable[..., bytes]:
    return message


@pytest.fixture
def offer() -> bytes:
    return OFFER


class CountingAgent(UserAgent):
    """Counts the status lines that it sends to an INVITE."""

    def __init__(self, contact: Hop, seen: Counter[str]) -> None:
        super().__init__(contact, new_token=counted("t"))
        self._seen = seen

    def take_datagrams(self) -> tuple[Any, ...]:
        datagrams = super().take_datagrams()
        for each in datagrams:
            if b" INVITE\r\n" in each.data:
                self._seen[each.data[8:11].decode()] += 1
        return datagrams


class Answering:
    """A server that only signals: line 100 is answered at once, 300 after a while, 200 rings for ever."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.transport: UdpTransport | None = None
        self.agent: UserAgent | None = None

    def make(self, address: Hop) -> UserAgent:
        self.agent = CountingAgent(address, self.sent)
        return self.agent

    def on_event(self, event: Any) -> None:
        self.seen[type(event).__name__] += 1
        if isinstance(event, events.IncomingCall):
            self._ring(event)
        elif isinstance(event, events.ReInvite):
            body = answer_offer(event.offer, LocalMedia("127.0.0.1", 4002, 2, 1)).body
            self.agent.answer_change(event.dialog, body, self.transport.now())

    def _ring(self, event: Any) -> None:
        now = self.transport.now()
        if event.called not in {"100", "200", "300"}:
            self.agent.reject(event.dialog, 404, now)
            return
        self.agent.ring(event.dialog, now)
        if event.called == "100":
            self._accept(event)
        elif event.called == "300":
            asyncio.get_running_loop().call_later(0.2, self._accept, event)

    def _accept(self, event: Any) -> None:
        try:
            self.agent.accept(event.dialog, answer_offer(event.offer, OURS).body, self.transport.now())
        except NoSuchDialogError:
            self.seen["too late"] += 1
        self.transport.flush()


@pytest.fixture
def answering() -> Answering:
    return Answering()
