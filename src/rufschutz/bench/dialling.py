"""A caller who only signals: set-ups and OPTIONS over one UDP socket, so many at once.

It says what a PBX says and nothing more: INVITE, ACK, BYE, each repeated when no answer
comes. It hears no sound and has no timers but that one, so that it stays out of the way
of what is measured.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rufschutz.bench.errors import BenchError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

REPEAT_AFTER: Final = 0.5
PATIENCE: Final = 20.0
"""Seconds without any answer after which the other side counts as gone."""

_HOST: Final = "127.0.0.1"
_BUFFER: Final = 4 << 20
_CALL: Final = re.compile(rb"Call-ID: (\d+)@")
_METHOD: Final = re.compile(rb"CSeq: \d+ (\w+)")
_TAG: Final = re.compile(rb"\r\nTo: [^\r]*;tag=(\w+)")

_HEAD: Final = (
    "{method} sip:{line}@{peer} SIP/2.0\r\nVia: SIP/2.0/UDP {us};rport;branch=z9hG4bK{number}{method}\r\n"
    "From: <sip:+493023125000@{us}>;tag=f{number}\r\nTo: <sip:{line}@{peer}>{tag}\r\n"
    "Call-ID: {number}@bench\r\nCSeq: {cseq} {method}\r\nContact: <sip:bench@{us}>\r\nMax-Forwards: 70\r\n"
)
_SDP: Final = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
)


@dataclass(frozen=True, slots=True)
class Dialled:
    """What came of it: ``seconds`` from the first request to the last answer, requests sent again."""

    done: int
    refused: int
    seconds: float
    repeated: int


@dataclass(slots=True)
class _Call:
    """One call under way: the last request and when it went out."""

    number: int
    sent: bytes = b""
    at: float = 0.0
    tag: str = ""


@dataclass(slots=True)
class _Round:
    """All calls of one run; ``left`` are still to begin."""

    method: str
    left: int
    under_way: dict[int, _Call] = field(default_factory=dict)
    done: int = 0
    refused: int = 0
    repeated: int = 0


class Dialler:
    """Calls ``line`` at ``port`` of this machine; use it in a ``with`` block."""

    def __init__(self, line: str, port: int) -> None:
        self._line = line
        self._peer = (_HOST, port)
        self._numbers = 0

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._socket.bind((_HOST, 0))
        self._socket.setblocking(False)  # noqa: FBT003  the library takes it by position alone
        self._deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._deaf.bind((_HOST, 0))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._selector.close()
        self._socket.close()
        self._deaf.close()

    def set_up(self, calls: int, at_once: int) -> Dialled:
        """Make so many calls, each hung up as soon as it is answered. Raises `BenchError`."""
        return self._run(_Round("INVITE", calls), at_once)

    def ask(self, questions: int, at_once: int) -> Dialled:
        """Send so many OPTIONS. Raises `BenchError`."""
        return self._run(_Round("OPTIONS", questions), at_once)

    def _run(self, turn: _Round, at_once: int) -> Dialled:
        began = heard = time.perf_counter()
        while turn.left or turn.under_way:
            while turn.left and len(turn.under_way) < at_once:
                self._begin(turn)
            if self._selector.select(REPEAT_AFTER / 5):
                heard = time.perf_counter()
                self._hear(turn)
            self._repeat(turn, time.perf_counter())
            if time.perf_counter() - heard > PATIENCE:
                raise BenchError(f"no answer to {len(turn.under_way)} requests")
        return Dialled(turn.done, turn.refused, time.perf_counter() - began, turn.repeated)

    def _begin(self, turn: _Round) -> None:
        self._numbers += 1
        turn.left -= 1
        call = turn.under_way[self._numbers] = _Call(self._numbers)
        body = _SDP.format(port=self._deaf.getsockname()[1]) if turn.method == "INVITE" else ""
        self._send(call, turn.method, 1, body)

    def _send(self, call: _Call, method: str, cseq: int, body: str = "") -> None:
        call.sent = self._message(call, method, cseq, body)
        call.at = time.perf_counter()
        self._socket.sendto(call.sent, self._peer)

    def _message(self, call: _Call, method: str, cseq: int, body: str = "") -> bytes:
        us = f"{_HOST}:{self._socket.getsockname()[1]}"
        peer = f"{_HOST}:{self._peer[1]}"
        tag = f";tag={call.tag}" if call.tag else ""
        head = _HEAD.format(
            method=method, line=self._line, peer=peer, us=us, number=call.number, tag=tag, cseq=cseq
        )
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode()

    def _hear(self, turn: _Round) -> None:
        try:
            while True:
                self._answered(turn, self._socket.recv(65_536))
        except BlockingIOError:
            return

    def _answered(self, turn: _Round, data: bytes) -> None:
        found, method = _CALL.search(data), _METHOD.search(data)
        call = turn.under_way.get(int(found.group(1))) if found else None
        code = int(data[8:11]) if data.startswith(b"SIP/2.0 ") else 0
        if call is None or method is None or code < 200:
            return
        if method.group(1) != b"INVITE":
            turn.done += 1
            del turn.under_way[call.number]
            return
        tag = _TAG.search(data)
        call.tag = tag.group(1).decode() if tag else ""
        self._socket.sendto(self._message(call, "ACK", 1), self._peer)
        if code >= 300:
            turn.refused += 1
            del turn.under_way[call.number]
        elif not call.sent.startswith(b"BYE"):
            self._send(call, "BYE", 2)

    def _repeat(self, turn: _Round, now: float) -> None:
        for call in turn.under_way.values():
            if now - call.at > REPEAT_AFTER:
                self._socket.sendto(call.sent, self._peer)
                call.at = now
                turn.repeated += 1
