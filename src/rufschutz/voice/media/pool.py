"""The RTP ports of this process: even ones, each with the odd one above it for RTCP (RFC 3550, section 11).

A pair is used by one call at a time.
"""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from typing import Final, NamedTuple

from rufschutz.voice.media.errors import PortsExhaustedError

_RECEIVE_BUFFER: Final = 65_536
_REPORT_BUFFER: Final = 4_096
_TIMESTAMP: Final = 29  # SO_TIMESTAMP of Linux: the kernel tells when a datagram came
_TRIES: Final = 64


class Ports(NamedTuple):
    """The two sockets of a call, bound and non-blocking."""

    rtp: socket.socket
    rtcp: socket.socket

    def close(self) -> None:
        """Close both."""
        self.rtp.close()
        self.rtcp.close()


class PortPool:
    """Hands out bound, non-blocking UDP sockets on ``host``.

    ``first`` to ``last`` are walked round and round, so that a port rests as long
    as possible: late packets of the last call must not reach the next one.
    ``first`` 0 leaves the choice to the system (tests).
    """

    def __init__(self, host: str, first: int = 20_000, last: int = 21_999) -> None:
        self._host = host
        self._resting = deque(range(first + first % 2, last, 2)) if first else None

    def open(self) -> Ports:
        """Return the sockets of a free pair; raise `PortsExhaustedError` when there is none."""
        if self._resting is None:
            return self._any()
        for _ in range(len(self._resting)):
            port = self._resting.popleft()
            with contextlib.suppress(OSError):
                return self._pair(port)
            self._resting.append(port)
        raise PortsExhaustedError("every RTP port is in use")

    def close(self, used: Ports) -> None:
        """Close the sockets of a call; its ports go to the end of the row."""
        port: int = used.rtp.getsockname()[1]
        used.close()
        if self._resting is not None:
            self._resting.append(port)

    def _any(self) -> Ports:
        failure = OSError("no even port with a free one above it")
        for _ in range(_TRIES):
            try:
                with self._bound(0) as probe:
                    port: int = probe.getsockname()[1]
                return self._pair(port - port % 2)
            except OSError as error:
                failure = error
        raise PortsExhaustedError(f"no RTP port can be opened: {failure.strerror or failure}") from failure

    def _pair(self, port: int) -> Ports:
        rtp = self._bound(port)
        try:
            rtcp = self._bound(port + 1, _REPORT_BUFFER)
        except OSError:
            rtp.close()
            raise
        return Ports(rtp, rtcp)

    def _bound(self, port: int, buffer: int = _RECEIVE_BUFFER) -> socket.socket:
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            opened.setblocking(False)  # noqa: FBT003  the library takes it by position alone
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            opened.setsockopt(socket.SOL_SOCKET, _TIMESTAMP, 1)
            opened.bind((self._host, port))
        except OSError:
            opened.close()
            raise
        return opened
