"""Whom a transport listens to, asked before a byte is read as SIP.

What a gate turns away gets no answer at all. It decides by the address alone,
and must be quick: it is asked for every datagram and every message of a stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rufschutz.voice.sip.via import Hop


class Gate(Protocol):
    """Asked by every transport; ``now`` is the endpoint's clock in ms."""

    def takes(self, source: Hop, size: int, now: int) -> bool:
        """Return whether a message of ``size`` bytes from there is read."""
        ...

    def connects(self, source: Hop, now: int) -> bool:
        """Return whether a connection from there is kept."""
        ...


class OpenGate:
    """Takes everything: for tests, and for the side that makes calls."""

    def takes(self, source: Hop, size: int, now: int) -> bool:  # noqa: ARG002 - Gate's signature
        """Take every message."""
        return True

    def connects(self, source: Hop, now: int) -> bool:  # noqa: ARG002 - Gate's signature
        """Keep every connection."""
        return True
