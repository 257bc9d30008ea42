"""The callers of a media measurement: a process of its own that sends and hears RTP for all calls.

It stands outside the process that is measured, so that its work is not counted.
"""

from __future__ import annotations

import multiprocessing
import random
import socket
import time
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol

from rufschutz.voice.media.codecs import FRAME_BYTES, Codec
from rufschutz.voice.media.rtp import HEADER_BYTES, write_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

HOST: Final = "127.0.0.1"
LOST: Final = 0.2
DOUBLED: Final = 0.05
DELAYS: Final = 6
"""Ticks of 20 ms over which packets of a bad link are spread: 0 to 100 ms."""

_PERIOD: Final = 0.020
_BUFFER: Final = 4 << 20


class Callers:
    """As many callers as ``start`` is given ports; a context manager that ends them.

    All of them send from one address, which is known before the ports are. ``bad_link``
    lies between them and us: it loses, delays, reorders and doubles.
    """

    def __init__(self, *, bad_link: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_call, args=(theirs, bad_link), daemon=True)

    def __enter__(self) -> Self:
        self._process.start()
        self.address: tuple[str, int] = self._ours.recv()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ours.close()
        self._process.join()

    @property
    def process(self) -> int:
        """The number of the callers' process, once it runs."""
        return self._process.pid or 0

    def start(self, ports: Sequence[int]) -> None:
        """Let one caller speak to each port, 50 packets a second, until the end."""
        self._ours.send(list(ports))


def _call(connection: Connection, bad_link: bool) -> None:
    """Run in the callers' process until the other end of the connection closes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        line.bind((HOST, 0))
        line.setblocking(False)  # noqa: FBT003  the library takes it by position alone
        connection.send(line.getsockname())
        try:
            targets = [(HOST, port) for port in connection.recv()]
            _speak(BadLink(line) if bad_link else line, line, targets, connection)
        except EOFError:
            return


class Link(Protocol):
    """What packets are sent over."""

    def sendto(self, packet: bytearray, target: tuple[str, int], /) -> int:
        """Send one packet."""


class BadLink:
    """Loses a fifth of the packets, doubles a twentieth, and holds each back for up to 100 ms."""

    def __init__(self, line: Link) -> None:
        self._line = line
        self._dice = random.Random(3550)  # noqa: S311  a fake link
        self._later: deque[list[tuple[bytearray, tuple[str, int]]]] = deque([] for _ in range(DELAYS))

    def sendto(self, packet: bytearray, target: tuple[str, int], /) -> int:
        """Put the packet on its way, or lose it."""
        for _ in range(2 if self._dice.random() < DOUBLED else 1):
            if self._dice.random() >= LOST:
                self._later[int(self._dice.random() * DELAYS)].append((packet[:], target))
        return len(packet)

    def deliver(self) -> None:
        """Let arrive what is due; called every 20 ms."""
        due = self._later.popleft()
        self._later.append([])
        for packet, target in due:
            self._line.sendto(packet, target)


def _speak(
    link: Link, line: socket.socket, targets: Sequence[tuple[str, int]], connection: Connection
) -> None:
    dice = random.Random(711)  # noqa: S311  a sound, no secret
    packets = [bytearray(HEADER_BYTES) + dice.randbytes(FRAME_BYTES) for _ in targets]
    kind = Codec.PCMA.payload_type
    due = time.monotonic()
    sequence = 0
    while not connection.poll():
        for number, (target, packet) in enumerate(zip(targets, packets, strict=True)):
            write_header(packet, kind, sequence, sequence * FRAME_BYTES, number + 1)
            link.sendto(packet, target)
        sequence += 1
        if isinstance(link, BadLink):
            link.deliver()
        _hear(line)
        due += _PERIOD
        time.sleep(max(due - time.monotonic(), 0))


def _hear(line: socket.socket) -> None:
    """Take what has come for all callers, or the network would be spared the work."""
    try:
        while True:
            line.recv(2_048)
    except BlockingIOError:
        return
