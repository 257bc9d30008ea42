"""UDP under an endpoint: one socket, one timer handle, the loop's clock.

It decides nothing about calls. Errors of the socket are counted and never raised
into the loop. `Transport` is what a TCP or TLS binding must offer as well.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, cast

from rufschutz.voice.sip.via import Hop

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.voice.sip.endpoint import Endpoint
    from rufschutz.voice.sip.events import SipEvent


class Transport(Protocol):
    """What carries an endpoint's messages and time."""

    @property
    def address(self) -> Hop:
        """Return where this side listens."""
        ...

    def now(self) -> int:
        """Return the clock of the endpoint in ms."""
        ...

    def flush(self) -> None:
        """Send what the endpoint has to send, deliver its events, arm its next deadline."""
        ...

    def close(self) -> None:
        """Stop; nothing is sent or delivered afterwards."""
        ...


class UdpTransport(asyncio.DatagramProtocol):
    """Drives one endpoint over one UDP socket.

    ``on_event`` is called in the loop for every event, in order, and may act on
    the endpoint at once. Whoever acts on the endpoint at another time calls
    `flush` afterwards.
    """

    def __init__(self, on_event: Callable[[SipEvent], None]) -> None:
        self._on_event = on_event
        self._loop = asyncio.get_running_loop()
        self._socket: asyncio.DatagramTransport | None = None
        self._endpoint: Endpoint | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_flushing = False
        self.errors = 0

    @property
    def address(self) -> Hop:
        """Return the address of the socket."""
        name: Any = self._socket.get_extra_info("sockname") if self._socket else ("", 0)
        return Hop(name[0], name[1])

    def now(self) -> int:
        """Return the loop's clock in ms."""
        return int(self._loop.time() * 1_000)

    def drive(self, endpoint: Endpoint) -> None:
        """Give the endpoint this socket and this clock."""
        self._endpoint = endpoint
        self.flush()

    def flush(self) -> None:
        """Send and deliver until nothing is left, then arm the timer."""
        if self._endpoint is None or self._is_flushing:
            return
        self._is_flushing = True
        try:
            self._drain(self._endpoint)
        finally:
            self._is_flushing = False
        self._arm(self._endpoint)

    def close(self) -> None:
        """Close the socket and stop the timer; what was queued before is sent."""
        if self._endpoint is not None:
            self._send(self._endpoint)
        if self._timer is not None:
            self._timer.cancel()
        self._endpoint = self._timer = None
        if self._socket is not None:
            self._socket.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio calls this)."""
        self._socket = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Feed one datagram (asyncio calls this)."""
        if self._endpoint is not None:
            self._endpoint.feed(data, Hop(addr[0], addr[1]), self.now())
            self.flush()

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002 - asyncio's signature
        """Count an ICMP error; the transaction's own timer decides what follows."""
        self.errors += 1

    def _drain(self, endpoint: Endpoint) -> None:
        self._send(endpoint)
        while events := endpoint.take_events():
            for event in events:
                self._on_event(event)
            self._send(endpoint)

    def _send(self, endpoint: Endpoint) -> None:
        for datagram in endpoint.take_datagrams():
            if self._socket is None or self._socket.is_closing() or not _is_sendable(datagram.hop):
                self.errors += 1
            else:
                self._socket.sendto(datagram.data, datagram.hop)

    def _arm(self, endpoint: Endpoint) -> None:
        if self._timer is not None:
            self._timer.cancel()
        deadline = endpoint.next_deadline()
        if deadline is None or self._endpoint is None:
            self._timer = None
            return
        self._timer = self._loop.call_at(deadline / 1_000, self._tick)

    def _tick(self) -> None:
        if self._endpoint is not None:
            self._endpoint.tick(self.now())
            self.flush()


def _is_sendable(hop: Hop) -> bool:
    """Return whether a socket takes the port; asyncio closes its socket over one that it does not."""
    return 0 < hop.port <= 65_535


async def open_udp(
    host: str, port: int, make: Callable[[Hop], Endpoint], on_event: Callable[[SipEvent], None]
) -> UdpTransport:
    """Bind a socket (port 0: any free one) and drive the endpoint that ``make(address)`` returns.

    Raises OSError when the address cannot be bound.
    """
    loop = asyncio.get_running_loop()
    _, transport = await loop.create_datagram_endpoint(
        lambda: UdpTransport(on_event), local_addr=(host, port)
    )
    transport.drive(make(transport.address))
    return transport
