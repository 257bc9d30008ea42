"""Responses to a request (RFC 3261, 8.2.6). They repeat the request's fields byte by byte."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sipmessage import Request, Response

from rufschutz.voice.sip.fields import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable

ALLOWED = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE")
"""The methods that this user agent serves."""

KNOWN = frozenset({*ALLOWED, "REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER", "PRACK"})
"""The methods that it knows; a known one that is not served gets 405, another 501 (RFC 3261, 8.2.1)."""

OPTIONS_UNDERSTOOD = frozenset({"timer"})
"""The option tags that a peer may require (RFC 4028)."""

SDP_TYPE = "application/sdp"

CAPABILITIES = (
    ("Allow", ", ".join(ALLOWED)),
    ("Accept", SDP_TYPE),
    ("Supported", ", ".join(sorted(OPTIONS_UNDERSTOOD))),
)

_PHRASES = {
    100: "Trying",
    180: "Ringing",
    183: "Session Progress",
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    408: "Request Timeout",
    413: "Request Entity Too Large",
    415: "Unsupported Media Type",
    416: "Unsupported URI Scheme",
    420: "Bad Extension",
    422: "Session Interval Too Small",
    480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist",
    482: "Loop Detected",
    486: "Busy Here",
    487: "Request Terminated",
    488: "Not Acceptable Here",
    491: "Request Pending",
    500: "Server Internal Error",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "Version Not Supported",
    603: "Decline",
}


def reply(
    request: Request,
    code: int,
    *,
    tag: str = "",
    phrase: str = "",
    headers: Iterable[tuple[str, str]] = (),
    sdp: bytes = b"",
) -> Response:
    """Build a response. ``tag`` is put into To unless it has one; 100 gets none (8.2.6.2).

    A field that a malformed request lacks is missing here as well.
    """
    response = Response(code, phrase or _PHRASES.get(code, "Unknown"), body=sdp)
    response.headers.setlist("Via", list(request.headers.getlist("Via")))
    for name in ("From", "To", "Call-ID", "CSeq"):
        value = request.headers.get(name)
        if value and name == "To" and tag and code != 100 and not tag_of(value):
            value = f"{value};tag={tag}"
        if value:
            response.headers.set(name, value)
    for name, value in headers:
        response.headers.add(name, value)
    set_body(response, sdp)
    return response


def set_body(message: Request | Response, sdp: bytes) -> None:
    """Put a session description and its length into a message."""
    message.body = sdp
    if sdp:
        message.headers.set("Content-Type", SDP_TYPE)
    message.headers.set("Content-Length", str(len(sdp)))


def stateless_tag(request: Request) -> str:
    """Return the To tag of a stateless response: the same for every retransmission (RFC 3261, 8.2.7)."""
    names = ("Via", "From", "Call-ID", "CSeq")
    text = "\0".join(request.headers.get(name, "") or "" for name in names)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
