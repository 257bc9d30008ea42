"""One transaction: a row of its machine at a time (RFC 3261, section 17).

It keeps what it sent, so that a retransmitted request is answered from here and
never reaches the call behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sipmessage import CSeq, Request, Response

from rufschutz.voice.sip import machines
from rufschutz.voice.sip.machines import Act, Input, Row, State
from rufschutz.voice.sip.timers import INTERVALS, T2, Timer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rufschutz.voice.sip.schedule import Schedule
    from rufschutz.voice.sip.via import Hop


class Sender(Protocol):
    """Where messages go out."""

    def send(self, data: bytes, hop: Hop) -> None:
        """Send one message."""
        ...


class TransactionUser(Protocol):
    """Who uses transactions (RFC 3261, 5: the TU)."""

    def welcomes(self, request: Request, source: Hop, now: int) -> bool:
        """Return whether a new request gets a transaction."""
        ...

    def arrived(self, transaction: Transaction, now: int) -> None:
        """Serve a new request."""
        ...

    def acked(self, ack: Request, source: Hop, now: int) -> None:
        """Take the ACK of a 2xx."""
        ...

    def heard(self, transaction: Transaction, response: Response, now: int) -> None:
        """Take a response to a request of ours."""
        ...

    def timed_out(self, transaction: Transaction, now: int) -> None:
        """Learn that a request of ours was not answered."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every transaction of an endpoint shares; ``ended`` hears of each that is over."""

    schedule: Schedule
    sender: Sender
    user: TransactionUser
    ended: Callable[[Transaction], None]


class Transaction:
    """State, timers and the last message of one request and its responses.

    ``hop`` is where this side sends to; ``source`` where a request came from.
    ``fallback`` is where a request goes that is over TCP for its size alone and
    finds no connection there.
    """

    def __init__(
        self, key: str, request: Request, hop: Hop, around: Surroundings, *, is_server: bool
    ) -> None:
        self.key = key
        self.request = request
        self.hop = hop
        self.source = hop
        self.fallback: Hop | None = None
        self.is_server = is_server
        self._rows, self.state = _machine(request.method, is_server=is_server)
        self._around = around
        self._kept = b""
        self._spans: dict[Timer, int] = {}

    @property
    def is_pending(self) -> bool:
        """Whether no final response went out or came in yet."""
        return self.state in {State.CALLING, State.TRYING, State.PROCEEDING}

    def begin(self, now: int) -> None:
        """Start: a client sends its request, a server hands it to the user."""
        self._step(Input.BEGIN, self.request, now)

    def take(self, message: Request | Response, now: int) -> None:
        """Take a message from the wire, or for a server a response of the user."""
        self._step(_input_of(message), message, now)

    def fail(self, now: int) -> None:
        """Learn that the request cannot be sent (RFC 3261, 17.1.4)."""
        self._step(Input.ERROR, None, now)

    def fall_back(self, now: int) -> None:
        """Send the request anew over UDP: over TCP there is no way (18.1.1)."""
        if self.fallback is None or self.state not in {State.CALLING, State.TRYING}:
            return
        self.hop, self.fallback = self.fallback, None
        self._spans.clear()
        self.begin(now)

    def _step(self, what: Input | Timer, message: Request | Response | None, now: int) -> None:
        row = self._rows.get((self.state, what))
        if row is None:
            return
        self.state = row.to
        self._clocks(row, now)
        for act in row.acts:
            self._do(act, message, now)

    def _clocks(self, row: Row, now: int) -> None:
        if row.to is State.TERMINATED:
            self._around.schedule.forget(self.key)
            self._around.ended(self)
        for timer in row.stop:
            self._around.schedule.stop(self.key, timer)
        for timer in row.start:
            self._start(timer, now)

    def _start(self, timer: Timer, now: int) -> None:
        interval = INTERVALS[timer]
        span: int | None = interval.after(self._spans.get(timer))
        if self.hop.carrier.is_reliable:
            span = interval.reliable
        if span is None:
            return
        self._spans[timer] = span
        self._around.schedule.start(self.key, timer, now + span, lambda at: self._step(timer, None, at))

    def _do(self, act: Act, message: Request | Response | None, now: int) -> None:
        match act:
            case Act.SEND:
                self._kept = bytes(message) if message is not None else b""
                self._send(self._kept)
            case Act.RESEND:
                self._send(self._kept)
            case Act.ACKNOWLEDGE if isinstance(message, Response):
                self._send(bytes(ack_of_failure(self.request, message)))
            case Act.TIME_OUT:
                self._around.user.timed_out(self, now)
            case Act.SLOW_DOWN:
                self._spans[Timer.E] = T2
            case _:
                self._tell(message, now)

    def _send(self, data: bytes) -> None:
        if data:
            self._around.sender.send(data, self.hop)

    def _tell(self, message: Request | Response | None, now: int) -> None:
        if isinstance(message, Response):
            self._around.user.heard(self, message, now)
        elif message is not None and message.method == "ACK":
            self._around.user.acked(message, self.source, now)
        else:
            self._around.user.arrived(self, now)


def ack_of_failure(request: Request, response: Response) -> Request:
    """Build the ACK of a 3xx to 6xx: the INVITE's branch and route, the response's To (17.1.1.3)."""
    ack = Request("ACK", request.uri)
    ack.headers.set("Via", request.headers["Via"])
    ack.headers.set("Max-Forwards", "70")
    for route in request.headers.getlist("Route"):
        ack.headers.add("Route", route)
    ack.headers.set("From", request.headers["From"])
    ack.headers.set("To", response.headers["To"])
    ack.call_id = request.call_id
    ack.cseq = CSeq(request.cseq.sequence, "ACK")
    ack.headers.set("Content-Length", "0")
    return ack


def _machine(method: str, *, is_server: bool) -> tuple[Mapping[tuple[State, Input | Timer], Row], State]:
    if method == "INVITE":
        if is_server:
            return machines.INVITE_SERVER, State.PROCEEDING
        return machines.INVITE_CLIENT, State.CALLING
    return (machines.SERVER if is_server else machines.CLIENT), State.TRYING


def _input_of(message: Request | Response) -> Input:
    if isinstance(message, Request):
        return Input.ACK if message.method == "ACK" else Input.REQUEST
    if message.code < 200:
        return Input.PROVISIONAL
    return Input.SUCCESS if message.code < 300 else Input.FAILURE
