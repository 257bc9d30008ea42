"""The callers of a media measurement: a process of its own that sends and hears RTP for all calls.

It stands outside the process that is measured, so that its work is not counted.
"""

from __future__ import annotations

import multiprocessing
import random
import socket
import time
from typing import TYPE_CHECKING, Final

from rufschutz.voice.media.codecs import FRAME_BYTES, Codec
from rufschutz.voice.media.rtp import HEADER_BYTES, write_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection
    from types import TracebackType
    from typing import Self

HOST: Final = "127.0.0.1"
_PERIOD: Final = 0.020
_BUFFER: Final = 4 << 20


class Callers:
    """As many callers as ``start`` is given ports; a context manager that ends them.

    All of them send from one address, which is known before the ports are.
    """

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_call, args=(theirs,), daemon=True)

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


def _call(connection: Connection) -> None:
    """Run in the callers' process until the other end of the connection closes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        line.bind((HOST, 0))
        line.setblocking(False)  # noqa: FBT003  the library takes it by position alone
        connection.send(line.getsockname())
        try:
            targets = [(HOST, port) for port in connection.recv()]
            _speak(line, targets, connection)
        except EOFError:
            return


def _speak(line: socket.socket, targets: Sequence[tuple[str, int]], connection: Connection) -> None:
    dice = random.Random(711)  # noqa: S311  a sound, no secret
    packets = [bytearray(HEADER_BYTES) + dice.randbytes(FRAME_BYTES) for _ in targets]
    kind = Codec.PCMA.payload_type
    due = time.monotonic()
    sequence = 0
    while not connection.poll():
        for number, (target, packet) in enumerate(zip(targets, packets, strict=True)):
            write_header(packet, kind, sequence, sequence * FRAME_BYTES, number + 1)
            line.sendto(packet, target)
        sequence += 1
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
