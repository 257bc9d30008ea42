"""All TCP connections of one endpoint: those that peers made and those that we make.

It decides how many there may be, over which one a message goes, and when a peer
counts as not to be reached. It never judges whom a message of ours may go to: the
endpoint sends nowhere else than to peers that may talk to us (`Core.hop`).
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from rufschutz.voice.sip.connection import Connection
from rufschutz.voice.sip.via import Carrier, Hop
from rufschutz.voice.tasks import Tasks

if TYPE_CHECKING:
    from rufschutz.voice.sip.errors import FramingError

MOST = 512
"""Connections in all; a full house has 300 calls, and most peers send all of theirs over one."""

MOST_PER_SOURCE = 128
"""Connections with one address."""

MOST_WAITING = 64
"""Messages that wait for one connection to be made."""

CONNECT_SECONDS = 5.0

Flow = tuple[str, int]


class Endpoint(Protocol):
    """What serves the connections' messages."""

    def welcomes(self, source: Hop) -> bool:
        """Return whether a connection from there is kept."""
        ...

    def received(self, data: bytes, source: Hop) -> bool:
        """Serve one message; return False when its sender is turned away."""
        ...

    def pinged(self, source: Hop) -> bool:
        """Return whether keep-alives that came in one read are answered."""
        ...

    def broke(self, error: FramingError, source: Hop) -> None:
        """Refuse what ended a stream."""
        ...

    def unreached(self, data: bytes, hop: Hop) -> None:
        """Learn that a message cannot go out over TCP."""
        ...

    def needs(self, source: Hop) -> bool:
        """Return whether a call goes over a connection."""
        ...


@dataclass(slots=True)
class TcpCounts:
    """Connections since the start: taken, made by us, turned away, over the limits, streams that broke."""

    accepted: int = 0
    made: int = 0
    strangers: int = 0
    refused: int = 0
    broken: int = 0
    unreached: int = 0


class TcpConnections:
    """Listens and connects; `send` finds or makes the connection."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._open: dict[Flow, Connection] = {}
        self._per_source: Counter[str] = Counter()
        self._connecting: dict[Flow, deque[bytes]] = {}
        self._tasks = Tasks()
        self._server: asyncio.Server | None = None
        self._is_closed = False
        self.counts = TcpCounts()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def address(self) -> Hop:
        """Return where connections are taken."""
        name: Any = self._server.sockets[0].getsockname() if self._server else ("", 0)
        return Hop(name[0], name[1], Carrier.TCP)

    async def listen(self, host: str, port: int) -> None:
        """Take connections; raise OSError when the address cannot be bound."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), host, port, backlog=128)

    def send(self, data: bytes, hop: Hop) -> None:
        """Send over the hop's flow while it is open, else over a connection to its host and port."""
        for flow in (hop.flow, (hop.host, hop.port)):
            connection = self._open.get(flow) if flow else None
            if connection is not None and connection.send(data):
                return
        self._connect(data, hop)

    def close(self) -> None:
        """Take no connection any more and close all after what was written is sent."""
        self._is_closed = True
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._open.values()):
            connection.close()
        self._tasks.cancel()

    def opened(self, connection: Connection) -> bool:
        """Keep a connection unless its far end is a stranger or has too many (`Owner`)."""
        if self._is_closed:
            return False
        if not connection.is_ours and not self._may_stay(connection):
            return False
        self._open[connection.peer] = connection
        self._per_source[connection.peer[0]] += 1
        return True

    def closed(self, connection: Connection) -> None:
        """Forget a connection (`Owner`)."""
        if self._open.get(connection.peer) is connection:
            del self._open[connection.peer]
            self._per_source[connection.peer[0]] -= 1
            if not self._per_source[connection.peer[0]]:
                del self._per_source[connection.peer[0]]

    def received(self, data: bytes, source: Hop) -> bool:
        """Hand one message on (`Owner`)."""
        return self._endpoint.received(data, source)

    def pinged(self, source: Hop) -> bool:
        """Ask whether keep-alives are answered (`Owner`)."""
        return self._endpoint.pinged(source)

    def broke(self, error: FramingError, source: Hop) -> None:
        """Count a stream that broke and let its last message be refused (`Owner`)."""
        self.counts.broken += 1
        self._endpoint.broke(error, source)

    def needs(self, source: Hop) -> bool:
        """Ask whether a call goes over a connection (`Owner`)."""
        return self._endpoint.needs(source)

    def _may_stay(self, connection: Connection) -> bool:
        if not self._endpoint.welcomes(connection.source):
            self.counts.strangers += 1
            return False
        if len(self._open) >= MOST or self._per_source[connection.peer[0]] >= MOST_PER_SOURCE:
            self.counts.refused += 1
            return False
        self.counts.accepted += 1
        return True

    def _connect(self, data: bytes, hop: Hop) -> None:
        flow = (hop.host, hop.port)
        waiting = self._connecting.get(flow)
        if waiting is not None and len(waiting) < MOST_WAITING:
            waiting.append(data)
        elif self._is_closed or waiting is not None or not self._has_room(hop):
            self._fail([data], hop)
        else:
            self._connecting[flow] = deque([data])
            self._tasks.start(self._reach(hop), "connect")

    def _has_room(self, hop: Hop) -> bool:
        return 0 < hop.port <= 65_535 and len(self._open) + len(self._connecting) < MOST

    async def _reach(self, hop: Hop) -> None:
        flow = (hop.host, hop.port)
        waiting = self._connecting[flow]
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await loop.create_connection(lambda: Connection(self, waiting), hop.host, hop.port)
            self.counts.made += 1
        except OSError:
            del self._connecting[flow]
            self._fail(list(waiting), hop)
        finally:
            self._connecting.pop(flow, None)

    def _fail(self, messages: list[bytes], hop: Hop) -> None:
        self.counts.unreached += len(messages)
        for data in messages:
            self._endpoint.unreached(data, hop)
