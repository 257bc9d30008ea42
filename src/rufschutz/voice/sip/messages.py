"""Bytes to messages: the front door of the SIP user agent.

It decides whether a datagram is a message that can be worked with, a request
that must be refused, or nothing that can be answered. It never raises anything
but `UnreadableError`, and it never changes a field that is repeated to a peer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sipmessage import CSeq, Message, Request, Response

from rufschutz.voice.sip.errors import BadFieldError, UnreadableError
from rufschutz.voice.sip.fields import (
    RawUri,
    all_values,
    check_parameters,
    number,
    read_uri,
    scheme_of,
    uri_text,
)
from rufschutz.voice.sip.framing import MAX_HEAD
from rufschutz.voice.sip.salvage import salvage
from rufschutz.voice.sip.via import top_via

MAX_MESSAGE = 131_072
"""Bytes; more than a datagram holds, and a stream's largest head and body."""

MAX_FIELDS = 256
"""Header lines; the library's storage takes quadratic time."""

MAX_CSEQ = 2**31 - 1
"""RFC 3261, 8.1.1.5."""

_FOLD = re.compile(r"\r\n[ \t]+")
_SPACE_BEFORE_COLON = re.compile(r"(?<=\n)([^\s:]+)[ \t]+:")
_BARE_BREAK = re.compile(r"\r(?!\n)|(?<!\r)\n")
_REQUEST_LINE = re.compile(r"([^\s]+) ([^\s]+) (SIP/\d+\.\d+)")
_STATUS_LINE = re.compile(r"SIP/2\.0 ([1-6][0-9]{2}) .*", re.DOTALL)
_ONCE = ("From", "To", "Call-ID", "CSeq", "Max-Forwards")
_PLACEHOLDER = "sip:unread.invalid"


@dataclass(frozen=True, slots=True)
class Malformed:
    """A request that gets ``code``; ``request`` holds only the fields that a response repeats."""

    request: Request
    code: int
    reason: str


def read(data: bytes) -> Request | Response | Malformed:
    """Read one datagram; raise `UnreadableError` for one that cannot be answered.

    A malformed request comes back as `Malformed` if Via and CSeq can be found
    in it; a malformed response or ACK is never answered.
    """
    if len(data) > MAX_MESSAGE:
        raise UnreadableError("a message is larger than a SIP message may be")
    head, body = _split(data)
    try:
        return _checked(_parsed(head, body))
    except _RefusedError as refused:
        return Malformed(salvage(head), refused.code, str(refused))
    except (BadFieldError, ValueError, TypeError, KeyError) as error:
        reason = str(error) if isinstance(error, BadFieldError) else "cannot be parsed"
        return Malformed(salvage(head), 400, reason)


def salvaged(head: bytes, code: int, reason: str) -> Malformed:
    """Return what is refused of a message that has only its head; raise `UnreadableError`."""
    text, _ = _split(head)
    return Malformed(salvage(text), code, reason)


class _RefusedError(Exception):
    """A request line that gets another answer than 400."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def _split(data: bytes) -> tuple[str, bytes]:
    """Return the unfolded head and the body; empty lines before the start line are ignored (7.5)."""
    head, _, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not head or len(head) > MAX_HEAD:
        raise UnreadableError("a datagram holds no message, or one with a head out of all proportion")
    unfolded = _FOLD.sub(" ", head.decode("utf-8", "surrogateescape"))
    if _BARE_BREAK.search(unfolded):
        raise UnreadableError("a line holds a break that a response would repeat")
    return _SPACE_BEFORE_COLON.sub(r"\1:", unfolded), body


def _parsed(head: str, body: bytes) -> Request | Response:
    first, _, rest = head.partition("\r\n")
    if rest.count("\r\n") >= MAX_FIELDS:
        raise BadFieldError("too many header fields")
    if first.startswith("SIP/"):
        if not _STATUS_LINE.fullmatch(first):
            raise BadFieldError("the status line cannot be read")
        return _parse(f"{first}\r\n{rest}", body)
    uri = _request_uri(first)
    request = _parse(f"{first.split(' ', 1)[0]} {_PLACEHOLDER} SIP/2.0\r\n{rest}", body)
    if isinstance(request, Request):
        request.uri = uri
    return request


def _parse(head: str, body: bytes) -> Request | Response:
    return Message.parse(f"{head}\r\n\r\n".encode() + body)


def _request_uri(line: str) -> RawUri:
    match = _REQUEST_LINE.fullmatch(line)
    if match is None:
        raise BadFieldError("the request line cannot be read")
    if match.group(3) != "SIP/2.0":
        raise _RefusedError(505, "another version of SIP")
    raw = match.group(2)
    scheme = scheme_of(raw)
    if scheme is not None and scheme not in {"sip", "sips", "tel"}:
        raise _RefusedError(416, "another scheme than sip or tel")
    return read_uri(raw)


def _checked(message: Request | Response) -> Request | Response:
    for name in _ONCE:
        if len(message.headers.getlist(name)) > 1:
            raise BadFieldError(f"{name} stands more than once")
    check_parameters(top_via(message).raw)
    _check_address(message.headers["From"])
    _check_address(message.headers["To"])
    if not message.call_id.strip():
        raise BadFieldError("Call-ID is empty")
    _check_cseq(message)
    _check_length(message)
    if isinstance(message, Request):
        _check_request(message)
    return message


def _check_cseq(message: Request | Response) -> None:
    cseq: CSeq = message.cseq
    if cseq.sequence > MAX_CSEQ:
        raise BadFieldError("CSeq is out of range")
    if isinstance(message, Request) and cseq.method != message.method:
        raise BadFieldError("CSeq names another method")


def _check_length(message: Request | Response) -> None:
    """Cut the body to Content-Length; a body shorter than it says was damaged on the way (18.3)."""
    lengths = {number(text, 2**31) for text in message.headers.getlist("Content-Length")}
    if len(lengths) > 1:
        raise BadFieldError("Content-Length contradicts itself")
    length = lengths.pop() if lengths else len(message.body)
    if length is None or length > len(message.body):
        raise BadFieldError("the body is shorter than Content-Length says")
    message.body = message.body[:length]


def _check_request(request: Request) -> None:
    number(request.headers.get("Max-Forwards"), 255)
    contacts = all_values(request, "Contact")
    if request.method == "INVITE" and len(contacts) > 1:
        raise BadFieldError("an INVITE has one Contact")
    for value in contacts:
        if value != "*":
            _check_address(value)


def _check_address(value: str) -> None:
    uri_text(value)
    check_parameters(value)
