"""What a request must be before anyone looks at its call (RFC 3261, 8.2.1 to 8.2.3).

It decides 405, 406, 415, 416, 420, 488 and 501. Max-Forwards of zero is no reason to
refuse: 483 is a proxy's answer, an endpoint serves the request (RFC 4475, 3.3.11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.sip.errors import NotAcceptableError, RefusalError, SdpError
from rufschutz.voice.sip.fields import tokens
from rufschutz.voice.sip.offers import check_offer
from rufschutz.voice.sip.replies import ALLOWED, CAPABILITIES, KNOWN, OPTIONS_UNDERSTOOD, SDP_TYPE
from rufschutz.voice.sip.sdp import SessionDescription, parse_sdp

if TYPE_CHECKING:
    from sipmessage import Message, Request

_ALLOW = CAPABILITIES[0]


def screen(request: Request) -> None:
    """Raise `RefusalError` for a method, a scheme or an extension that is not served."""
    if request.method not in ALLOWED:
        known = request.method in KNOWN
        raise RefusalError(405 if known else 501, "", _ALLOW)
    if request.method == "CANCEL":
        return
    if request.uri.scheme == "sips":
        raise RefusalError(416, "sips needs TLS")
    missing = tokens(request, "Require") - OPTIONS_UNDERSTOOD
    if missing:
        raise RefusalError(420, "", ("Unsupported", ", ".join(sorted(missing))))


def content_type(message: Message) -> str:
    """Return the media type of the body in small letters without parameters, "" without one."""
    return (message.headers.get("Content-Type") or "").split(";", 1)[0].strip().lower()


def description_in(message: Message) -> SessionDescription | None:
    """Return the session description of a message, None without a body; raise `RefusalError`."""
    if not message.body.strip():
        return None
    encoding = (message.headers.get("Content-Encoding") or "identity").strip().lower()
    if content_type(message) != SDP_TYPE or encoding != "identity":
        raise RefusalError(415, "", ("Accept", SDP_TYPE), ("Accept-Encoding", "identity"))
    try:
        return parse_sdp(message.body)
    except SdpError as error:
        raise RefusalError(400, str(error)) from error


def offer_in(request: Request) -> SessionDescription | None:
    """Return an offer that can be answered, None for a request without one; raise `RefusalError`."""
    _check_accept(request)
    offer = description_in(request)
    if offer is None:
        return None
    try:
        check_offer(offer)
    except NotAcceptableError as error:
        raise RefusalError(488, "", ("Warning", f'304 rufschutz "{error}"')) from error
    return offer


def _check_accept(request: Request) -> None:
    """Raise 406 when the sender takes no session description; without Accept it does (20.1)."""
    if request.headers.get("Accept") is None:
        return
    ranges = {value.split(";", 1)[0].strip() for value in tokens(request, "Accept")}
    if ranges.isdisjoint({SDP_TYPE, "application/*", "*/*"}):
        raise RefusalError(406)
