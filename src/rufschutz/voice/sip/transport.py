"""What drives an endpoint: its sockets, one timer handle, the loop's clock.

One endpoint, several transports: a message goes out over what its hop names. It
decides nothing about calls, and no error of a socket is raised into the loop.
Whom it listens to is the gate's word, asked before a byte is read as SIP.
"""

from __future__ import annotations

import asyncio
import errno
from typing import TYPE_CHECKING, Protocol

from rufschutz.voice.sip.gate import Gate, OpenGate
from rufschutz.voice.sip.tcp import TcpConnections, TcpCounts
from rufschutz.voice.sip.udp import UdpSocket
from rufschutz.voice.sip.via import Carrier, Hop

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.voice.sip.endpoint import Endpoint
    from rufschutz.voice.sip.errors import FramingError
    from rufschutz.voice.sip.events import SipEvent

ATTEMPTS = 20
"""How often a port is looked for that is free for both UDP and TCP, when any will do."""


class Transport(Protocol):
    """What carries an endpoint's messages and time."""

    @property
    def address(self) -> Hop:
        """Return where this side listens for datagrams."""
        ...

    @property
    def addresses(self) -> tuple[Hop, ...]:
        """Return where this side listens, one for each carrier."""
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


class Driver:
    """Drives one endpoint over one UDP socket and, if it listens there, TCP.

    ``on_event`` is called in the loop for every event, in order, and may act on
    the endpoint at once. Whoever acts on the endpoint at another time calls
    `flush` afterwards.
    """

    def __init__(self, on_event: Callable[[SipEvent], None], gate: Gate | None = None) -> None:
        self._on_event = on_event
        self._gate = OpenGate() if gate is None else gate
        self._loop = asyncio.get_running_loop()
        self._udp = UdpSocket(self._datagram)
        self._tcp: TcpConnections | None = None
        self._endpoint: Endpoint | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_flushing = False

    @property
    def address(self) -> Hop:
        """Return the address of the UDP socket; TCP listens on the same port."""
        return self._udp.address

    @property
    def addresses(self) -> tuple[Hop, ...]:
        """Return where this side listens."""
        return (self._udp.address, *([self._tcp.address] if self._tcp is not None else []))

    @property
    def errors(self) -> int:
        """Return how many datagrams the socket could not send, and ICMP errors."""
        return self._udp.errors

    @property
    def tcp(self) -> TcpCounts:
        """Return the counts of the connections."""
        return self._tcp.counts if self._tcp is not None else TcpCounts()

    @property
    def connections(self) -> int:
        """Return how many TCP connections are open."""
        return 0 if self._tcp is None else len(self._tcp)

    def now(self) -> int:
        """Return the loop's clock in ms."""
        return int(self._loop.time() * 1_000)

    async def open(self, host: str, port: int, *, with_tcp: bool) -> None:
        """Bind; raise OSError when an address cannot be bound, with nothing left open."""
        await self._loop.create_datagram_endpoint(lambda: self._udp, local_addr=(host, port))
        if with_tcp:
            tcp = TcpConnections(self)
            try:
                await tcp.listen(host, self._udp.address.port)
            except OSError:
                self._udp.close()
                raise
            self._tcp = tcp

    def drive(self, endpoint: Endpoint) -> None:
        """Give the endpoint these sockets and this clock."""
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
        """Close the sockets and stop the timer; what was queued before is sent."""
        endpoint, self._endpoint = self._endpoint, None
        if endpoint is not None:
            self._send(endpoint)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._tcp is not None:
            self._tcp.close()
        self._udp.close()

    def welcomes(self, source: Hop) -> bool:
        """Ask endpoint and gate whether a connection is kept (`tcp.Endpoint`)."""
        known = self._endpoint is not None and self._endpoint.allows(source)
        return known and self._gate.connects(source, self.now())

    def received(self, data: bytes, source: Hop) -> bool:
        """Feed one message; return False when its sender may not talk to us any more (`tcp.Endpoint`)."""
        if self._endpoint is None:
            return False
        if self._gate.takes(source, data, self.now()):
            self._endpoint.feed(data, source, self.now())
            self.flush()
        return self._endpoint is not None and self._endpoint.allows(source)

    def pinged(self, source: Hop) -> bool:
        """Ask the gate whether keep-alives from there are answered (`tcp.Endpoint`)."""
        return self._gate.takes(source, b"", self.now())

    def broke(self, error: FramingError, source: Hop) -> None:
        """Let the endpoint refuse the message that ended a stream (`tcp.Endpoint`)."""
        if self._endpoint is not None:
            self._endpoint.refuse_stream(error, source, self.now())
            self.flush()

    def unreached(self, data: bytes, hop: Hop) -> None:
        """Tell the endpoint that a message found no way over TCP (`tcp.Endpoint`)."""
        if self._endpoint is not None:
            self._endpoint.unreached(data, hop, self.now())
            self.flush()

    def needs(self, source: Hop) -> bool:
        """Return whether a call of the endpoint goes over a connection (`tcp.Endpoint`)."""
        return self._endpoint is not None and self._endpoint.needs(source)

    def _datagram(self, data: bytes, source: Hop) -> None:
        self.received(data, source)

    def _drain(self, endpoint: Endpoint) -> None:
        self._send(endpoint)
        while events := endpoint.take_events():
            for event in events:
                self._on_event(event)
            self._send(endpoint)

    def _send(self, endpoint: Endpoint) -> None:
        while datagrams := endpoint.take_datagrams():
            for datagram in datagrams:
                self._carry(datagram.data, datagram.hop)

    def _carry(self, data: bytes, hop: Hop) -> None:
        if hop.carrier is Carrier.UDP:
            self._udp.send(data, hop)
        elif self._tcp is not None:
            self._tcp.send(data, hop)
        else:
            self.unreached(data, hop)

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


async def open_udp(
    host: str,
    port: int,
    make: Callable[[Hop], Endpoint],
    on_event: Callable[[SipEvent], None],
    gate: Gate | None = None,
) -> Driver:
    """Bind a UDP socket (port 0: any free one) and drive the endpoint that ``make(address)`` returns.

    Raises OSError when the address cannot be bound.
    """
    driver = Driver(on_event, gate)
    await driver.open(host, port, with_tcp=False)
    driver.drive(make(driver.address))
    return driver


async def open_sip(
    host: str,
    port: int,
    make: Callable[[Hop], Endpoint],
    on_event: Callable[[SipEvent], None],
    gate: Gate | None = None,
) -> Driver:
    """Bind UDP and TCP on the same port (0: any that is free for both) and drive the endpoint.

    Raises OSError when the address cannot be bound for one of them.
    """
    for _ in range(ATTEMPTS):
        driver = Driver(on_event, gate)
        try:
            await driver.open(host, port, with_tcp=True)
        except OSError as error:
            if port or error.errno != errno.EADDRINUSE:
                raise
            continue
        driver.drive(make(driver.address))
        return driver
    raise OSError(errno.EADDRINUSE, "no port is free for both UDP and TCP")
