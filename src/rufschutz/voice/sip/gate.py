"""Whom a transport listens to, asked before a byte is read as SIP.

What a gate turns away gets no answer at all. It decides by the address, and by the bytes only
where it turns the address away: what belongs to a call that runs may pass. It must be quick: it
is asked for every datagram, every message of a stream and every read that brings keep-alives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rufschutz.voice.sip.via import Hop


class Gate(Protocol):
    """Asked by every transport; ``now`` is the endpoint's clock in ms."""

    def takes(self, source: Hop, data: bytes, now: int) -> bool:
        """Return whether a message from there is read; b"" for keep-alives, which get no answer else."""
        ...

    def connects(self, source: Hop, now: int) -> bool:
        """Return whether a connection from there is kept."""
        ...


class OpenGate:
    """Takes everything: for tests, and for the side that makes calls."""

    def takes(self, source: Hop, data: bytes, now: int) -> bool:  # noqa: ARG002 - Gate's signature
        """Take every message."""
        return True

    def connects(self, source: Hop, now: int) -> bool:  # noqa: ARG002 - Gate's signature
        """Keep every connection."""
        return True
