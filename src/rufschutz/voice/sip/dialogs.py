"""Dialogs: two tags, two counters, a route and a target (RFC 3261, section 12).

It decides whether a request inside the dialog is in order and how ours are
addressed. From and To are kept as they were sent, because the peer compares them.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NewType

from sipmessage import CSeq, Request

from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import RawUri, all_values, parameter, read_uri, tag_of, uri_text
from rufschutz.voice.sip.replies import set_body
from rufschutz.voice.sip.via import DEFAULT_PORT, Carrier, Hop

if TYPE_CHECKING:
    from sipmessage import Message, Response

DialogId = NewType("DialogId", str)
"""Our tag: it is made here, unique and unguessable, so it alone names the dialog."""


@dataclass(slots=True)
class Dialog:
    """One dialog. ``source`` is where the peer's last message came from."""

    call_id: str
    local: str
    remote: str
    target: str
    routes: tuple[str, ...]
    local_sequence: int
    remote_sequence: int | None
    source: Hop

    @classmethod
    def as_server(cls, invite: Request, tag: str, source: Hop) -> Dialog:
        """Begin the dialog of an INVITE that came in (12.1.1); ``tag`` is ours.

        Without a Contact, as RFC 2543 allows it, the peer is who From names.
        Raises `BadFieldError` when a Record-Route cannot be read.
        """
        return cls(
            call_id=invite.call_id,
            local=f"{invite.headers['To']};tag={tag}",
            remote=invite.headers["From"],
            target=contact_of(invite) or uri_text(invite.headers["From"]),
            routes=_routes(invite),
            local_sequence=0,
            remote_sequence=invite.cseq.sequence,
            source=source,
        )

    @classmethod
    def as_client(cls, invite: Request, response: Response, source: Hop) -> Dialog:
        """Begin the dialog of an INVITE of ours from its response (12.1.2)."""
        return cls(
            call_id=invite.call_id,
            local=invite.headers["From"],
            remote=response.headers["To"],
            target=contact_of(response) or str(invite.uri),
            routes=_routes_if_readable(response),
            local_sequence=invite.cseq.sequence,
            remote_sequence=None,
            source=source,
        )

    @property
    def id(self) -> DialogId:
        """Return our tag."""
        return DialogId(tag_of(self.local))

    def holds(self, request: Request) -> bool:
        """Return whether a request belongs to this dialog (12.2.2): Call-ID and both tags agree."""
        return (
            request.call_id == self.call_id
            and tag_of(request.headers["To"]) == tag_of(self.local)
            and tag_of(request.headers["From"]) == tag_of(self.remote)
        )

    def advances(self, request: Request) -> bool:
        """Take the CSeq of a new request; return False when it is out of order (12.2.2)."""
        sequence = request.cseq.sequence
        if self.remote_sequence is not None and sequence <= self.remote_sequence:
            return False
        self.remote_sequence = sequence
        return True

    def refresh(self, message: Message) -> None:
        """Take the target of an INVITE or UPDATE or of its 2xx (12.2.1.2 and 12.2.2)."""
        self.target = contact_of(message) or self.target

    def request(self, method: str, *, sequence: int | None = None, sdp: bytes = b"") -> Request:
        """Build a request inside the dialog, without Via (12.2.1.1).

        ``sequence`` is given for ACK alone; every other request counts on.
        """
        if sequence is None:
            self.local_sequence += 1
            sequence = self.local_sequence
        target, routes = self._path()
        request = Request(method, target)
        for route in routes:
            request.headers.add("Route", route)
        request.headers.set("Max-Forwards", "70")
        request.headers.set("From", self.local)
        request.headers.set("To", self.remote)
        request.call_id = self.call_id
        request.cseq = CSeq(sequence, method)
        set_body(request, sdp)
        return request

    def hop(self) -> Hop:
        """Return where requests go: the first route or the target if it is an address, else the source.

        Names are not resolved (RFC 3263 is out of scope here), so a peer known
        by name is reached where its last message came from. In a dialog over TCP
        the connection is used as long as it is open, and an address that names
        no transport means TCP as well.
        """
        first = uri_text(self.routes[0]) if self.routes else self.target
        hop = hop_of(first, self.source.carrier) or self.source
        return hop._replace(flow=self.source.flow) if hop.carrier is Carrier.TCP else hop

    def _path(self) -> tuple[RawUri, tuple[str, ...]]:
        """Return Request-URI and Route values for a loose or a strict first router."""
        target = _uri(self.target)
        if not self.routes or parameter(f"<>;{_parameters(self.routes[0])}", "lr") is not None:
            return target, self.routes
        return _uri(uri_text(self.routes[0])), (*self.routes[1:], f"<{self.target}>")


def contact_of(message: Message) -> str:
    """Return the URI of the first Contact as text, "" if there is none that can be read."""
    try:
        values = all_values(message, "Contact")
        return str(read_uri(uri_text(values[0]))) if values else ""
    except BadFieldError:
        return ""


def hop_of(uri: str, carrier: Carrier = Carrier.UDP) -> Hop | None:
    """Return the address that a SIP URI names; ``carrier`` holds where it names none.

    None when its host is a name and no address, or when it names a transport that is not spoken here.
    """
    try:
        read = read_uri(uri)
        host = str(ipaddress.ip_address(read.host.strip("[]")))
    except (BadFieldError, ValueError):
        return None
    port = read.port or DEFAULT_PORT
    named = parameter(f"<>;{uri.partition('?')[0].partition(';')[2]}", "transport") or carrier
    if port > 65_535 or named.upper() not in set(Carrier):
        return None
    return Hop(host, port, Carrier(named.upper()))


def _routes(message: Message) -> tuple[str, ...]:
    values = tuple(all_values(message, "Record-Route"))
    for value in values:
        uri_text(value)
    return values


def _routes_if_readable(response: Response) -> tuple[str, ...]:
    """Return the route of a 2xx; without a readable one its ACK goes straight to the target."""
    try:
        return tuple(reversed(_routes(response)))
    except BadFieldError:
        return ()


def _parameters(route: str) -> str:
    return uri_text(route).partition(";")[2]


def _uri(text: str) -> RawUri:
    try:
        return read_uri(text)
    except BadFieldError:
        return RawUri(scheme="sip", host="", raw=text)
