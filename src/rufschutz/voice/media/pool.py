"""The RTP ports of this process: even ones (RFC 3550, section 11), each used by one call at a time."""

from __future__ import annotations

import contextlib
import socket
from collections import deque

from rufschutz.voice.media.errors import PortsExhaustedError

_RECEIVE_BUFFER = 65_536


class PortPool:
    """Hands out bound, non-blocking UDP sockets on ``host``.

    ``first`` to ``last`` are walked round and round, so that a port rests as long
    as possible: late packets of the last call must not reach the next one.
    ``first`` 0 leaves the choice to the system (tests).
    """

    def __init__(self, host: str, first: int = 20_000, last: int = 21_999) -> None:
        self._host = host
        self._resting = deque(range(first + first % 2, last + 1, 2)) if first else None

    def open(self) -> socket.socket:
        """Return a socket on a free port; raise `PortsExhaustedError` when there is none."""
        if self._resting is None:
            return self._any()
        for _ in range(len(self._resting)):
            port = self._resting.popleft()
            with contextlib.suppress(OSError):
                return self._bound(port)
            self._resting.append(port)
        raise PortsExhaustedError("every RTP port is in use")

    def close(self, used: socket.socket) -> None:
        """Close the socket of a call; its port goes to the end of the row."""
        port: int = used.getsockname()[1]
        used.close()
        if self._resting is not None:
            self._resting.append(port)

    def _any(self) -> socket.socket:
        try:
            return self._bound(0)
        except OSError as error:
            raise PortsExhaustedError(f"no RTP port can be opened: {error.strerror}") from error

    def _bound(self, port: int) -> socket.socket:
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            opened.setblocking(False)  # noqa: FBT003  the library takes it by position alone
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
            opened.bind((self._host, port))
        except OSError:
            opened.close()
            raise
        return opened
