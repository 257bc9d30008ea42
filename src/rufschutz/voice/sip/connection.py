"""One TCP connection: its framing, its patience, and the door.

It decides when a connection is over: by a stream that cannot be followed, by a
message that takes too long, by silence while no call needs it, by a peer that
does not read. It never answers a stranger and never runs longer than a few
messages at a time.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import Any, Protocol, cast

from rufschutz.voice.sip.errors import FramingError
from rufschutz.voice.sip.framing import Framer
from rufschutz.voice.sip.via import Carrier, Hop

BURST = 8
"""Messages that are served before others get their turn."""

MESSAGE_MS = 10_000
"""How long a message may take from its first byte to its last; the first one from the connection's start."""

IDLE_MS = 180_000
"""How long a connection without a call may be silent; peers send keep-alives within 120 s (RFC 5626)."""

CLOSE_MS = 3_000
"""How long a peer may take to read what was written before a close; then the connection is cut off."""

UNREAD = 262_144
"""Bytes that may wait for a peer who does not read."""

_PONG = b"\r\n"
_PROBES = ((socket.TCP_KEEPIDLE, 60), (socket.TCP_KEEPINTVL, 15), (socket.TCP_KEEPCNT, 4))


class Owner(Protocol):
    """Who keeps the connections and serves what they bring."""

    def opened(self, connection: Connection) -> bool:
        """Return whether the connection is kept; False closes it without a byte."""
        ...

    def closed(self, connection: Connection) -> None:
        """Learn that a connection is gone."""
        ...

    def received(self, data: bytes, source: Hop) -> bool:
        """Serve one whole message; return False to close the connection."""
        ...

    def pinged(self, source: Hop) -> bool:
        """Return whether the keep-alives of one read are answered."""
        ...

    def broke(self, error: FramingError, source: Hop) -> None:
        """Refuse the message that ended the stream."""
        ...

    def needs(self, source: Hop) -> bool:
        """Return whether a call goes over the connection."""
        ...


class Connection(asyncio.Protocol):
    """A connection that was accepted, or made by us with ``waiting`` messages to send first."""

    def __init__(self, owner: Owner, waiting: deque[bytes] | None = None) -> None:
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._waiting = waiting or deque()
        self._framer = Framer()
        self._socket: asyncio.Transport | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._heard_at = self._began_at = self._loop.time()
        self._is_first = waiting is None
        self._is_busy = False
        self.is_ours = waiting is not None
        self.peer = ("", 0)

    @property
    def source(self) -> Hop:
        """Return the far end as the source of its messages."""
        return Hop(*self.peer, Carrier.TCP, self.peer)

    def send(self, data: bytes) -> bool:
        """Write one message; return False when the connection is closing or the peer does not read."""
        if self._socket is None or self._socket.is_closing():
            return False
        if self._socket.get_write_buffer_size() > UNREAD:
            self._socket.abort()
            return False
        self._socket.write(data)
        return True

    def close(self) -> None:
        """Close after what was written is sent; a peer who does not read it is cut off after `CLOSE_MS`."""
        if self._socket is None or self._socket.is_closing():
            return
        self._socket.close()
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self._loop.call_later(CLOSE_MS / 1_000, self._socket.abort)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection or close it at once (asyncio calls this)."""
        self._socket = cast("asyncio.Transport", transport)
        peer: Any = transport.get_extra_info("peername") or ("", 0)
        self.peer = (peer[0], peer[1])
        if not self._owner.opened(self):
            self._socket.abort()
            return
        _probe(transport.get_extra_info("socket"))
        self._watch()
        while self._waiting:
            self.send(self._waiting.popleft())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell the owner (asyncio calls this)."""
        if self._patience is not None:
            self._patience.cancel()
        self._owner.closed(self)

    def data_received(self, data: bytes) -> None:
        """Serve what was read (asyncio calls this)."""
        if not self._is_first and not self._framer.waits:
            self._began_at = self._loop.time()
        self._heard_at = self._loop.time()
        self._framer.feed(data)
        if not self._is_busy:
            self._serve()

    def _serve(self) -> None:
        """Serve a few messages; come back later for the rest and read nothing meanwhile."""
        self._is_busy = False
        if self._socket is None or self._socket.is_closing():
            return
        try:
            for _ in range(BURST):
                if not self._serve_one():
                    self._socket.resume_reading()
                    return
        except FramingError as error:
            self._owner.broke(error, self.source)
            self.close()
            return
        self._is_busy = True
        self._socket.pause_reading()
        self._loop.call_soon(self._serve)

    def _serve_one(self) -> bool:
        message = self._framer.take()
        if self._framer.take_pings() and self._owner.pinged(self.source):
            self.send(_PONG)
        if message is None:
            return False
        self._is_first, self._began_at = False, self._loop.time()
        if not self._owner.received(message, self.source):
            self.close()
            return False
        return True

    def _watch(self) -> None:
        """Close the connection when its time is over, else look again then."""
        if self._socket is None or self._socket.is_closing():
            return
        left = self._seconds_left()
        if left <= 0:
            self._socket.abort()
            return
        self._patience = self._loop.call_later(left, self._watch)

    def _seconds_left(self) -> float:
        now = self._loop.time()
        if self._is_first or self._framer.waits:
            return self._began_at + MESSAGE_MS / 1_000 - now
        left = self._heard_at + IDLE_MS / 1_000 - now
        if left <= 0 and self._owner.needs(self.source):
            return MESSAGE_MS / 1_000
        return min(left, MESSAGE_MS / 1_000) if left > 0 else left


def _probe(raw: socket.socket) -> None:
    """Let the system find out that the far end is gone: after two minutes of silence."""
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in _PROBES:
        raw.setsockopt(socket.IPPROTO_TCP, option, value)
