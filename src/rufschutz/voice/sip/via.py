"""The topmost Via: which transaction a message belongs to, and where its response goes.

Sources: RFC 3261, 17.2.3 and 18.2; RFC 3581 (rport). ``maddr`` is ignored: it
would let a peer point our responses at a third party.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import all_values, parameter

if TYPE_CHECKING:
    from sipmessage import Message, Request

COOKIE = "z9hG4bK"
"""A branch that starts so is unique (RFC 3261, 8.1.1.7)."""

DEFAULT_PORT = 5060

# Possessive throughout: a Via of spaces alone must not take minutes.
_VIA = re.compile(
    r"SIP\s*+/\s*+[0-9]{1,3}\.[0-9]{1,3}\s*+/\s*+([^\s/;]++)\s++"
    r"(\[[^\]\s]++\]|[^\s:;,]++)\s*+(?::\s*+([0-9]{1,5}))?\s*+(;.*)?",
    re.IGNORECASE | re.DOTALL,
)
_RPORT = re.compile(r";\s*+rport\s*+(=[^;]*+)?(?=;|$)", re.IGNORECASE)
_RECEIVED = re.compile(r";\s*+received\s*+=[^;]*+", re.IGNORECASE)


class Carrier(StrEnum):
    """What SIP goes over here, as a Via names it."""

    UDP = "UDP"
    TCP = "TCP"

    @property
    def is_reliable(self) -> bool:
        """Whether nothing is lost on the way, so that nothing is sent twice (RFC 3261, 17)."""
        return self is not Carrier.UDP


class Hop(NamedTuple):
    """Where a message came from or goes to: an IP address, a port and what carries it.

    ``flow`` is the far end of a connection that is used in place of ``host`` and
    ``port`` as long as it is open (RFC 3261, 18.2.2).
    """

    host: str
    port: int
    carrier: Carrier = Carrier.UDP
    flow: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class TopVia:
    """The first Via value of a message; ``sent_by`` is host and port in small letters."""

    raw: str
    sent_by: str
    port: int
    branch: str
    asks_rport: bool

    @property
    def is_unique(self) -> bool:
        """Whether the branch alone names the transaction; RFC 2543 elements send none or a weak one."""
        return self.branch.startswith(COOKIE) and len(self.branch) > len(COOKIE)


def top_via(message: Message) -> TopVia:
    """Read the first Via; raise `BadFieldError` when there is none or it cannot be read."""
    values = all_values(message, "Via")
    match = _VIA.fullmatch(values[0]) if values else None
    if match is None:
        raise BadFieldError("the topmost Via cannot be read")
    host, port = match.group(2).lower(), int(match.group(3) or DEFAULT_PORT)
    if port > 65_535:
        raise BadFieldError("the port of the topmost Via is out of range")
    return TopVia(
        raw=values[0],
        sent_by=f"{host}:{port}",
        port=port,
        branch=parameter(values[0], "branch") or "",
        asks_rport=parameter(values[0], "rport") is not None,
    )


def stamp(request: Request, source: Hop) -> Hop:
    """Write ``received`` and ``rport`` into the first Via; return where responses go.

    The response goes to the address that the request came from: over UDP to the
    source port if rport was asked for, else to the port that the Via names; over
    TCP on the request's connection, and to the Via's port if that is gone (18.2.2).
    """
    via = top_via(request)
    stamped = _RECEIVED.sub("", via.raw)
    if via.asks_rport:
        stamped = _RPORT.sub(f";rport={source.port}", stamped, count=1)
    values = all_values(request, "Via")
    request.headers.setlist("Via", [f"{stamped};received={source.host}", *values[1:]])
    if source.carrier.is_reliable:
        return Hop(source.host, via.port, source.carrier, (source.host, source.port))
    return Hop(source.host, source.port if via.asks_rport else via.port)
