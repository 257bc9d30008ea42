"""One UDP socket under an endpoint: datagrams in and out, up to what UDP itself carries.

It decides nothing. Errors of the socket are counted and never raised into the loop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from rufschutz.voice.sip.via import Hop

if TYPE_CHECKING:
    from collections.abc import Callable


class UdpSocket(asyncio.DatagramProtocol):
    """Hands every datagram and its source to ``received``."""

    def __init__(self, received: Callable[[bytes, Hop], None]) -> None:
        self._received = received
        self._socket: asyncio.DatagramTransport | None = None
        self.errors = 0

    @property
    def address(self) -> Hop:
        """Return the address of the socket."""
        name: Any = self._socket.get_extra_info("sockname") if self._socket else ("", 0)
        return Hop(name[0], name[1])

    @property
    def is_open(self) -> bool:
        """Whether the socket still sends and receives."""
        return self._socket is not None and not self._socket.is_closing()

    def send(self, data: bytes, hop: Hop) -> None:
        """Send one datagram; count it as an error where the socket cannot."""
        if self._socket is None or not self.is_open or not _is_sendable(hop):
            self.errors += 1
        else:
            self._socket.sendto(data, (hop.host, hop.port))

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._socket.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the socket (asyncio calls this)."""
        self._socket = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Hand over one datagram (asyncio calls this)."""
        self._received(data, Hop(addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002 - asyncio's signature
        """Count an ICMP error; the transaction's own timer decides what follows."""
        self.errors += 1


def _is_sendable(hop: Hop) -> bool:
    """Return whether a socket takes the port; asyncio closes its socket over one that it does not."""
    return 0 < hop.port <= 65_535
