"""What can be saved of a malformed request: just enough to refuse it.

It reads the head line by line and forgives everything but the absence of Via and
CSeq, by which a client finds its request again. An ACK and a response are never salvaged,
because nothing may answer them.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from sipmessage import Request

from rufschutz.voice.sip.errors import BadFieldError, UnreadableError
from rufschutz.voice.sip.fields import read_uri
from rufschutz.voice.sip.via import top_via

_NAMES = MappingProxyType(
    {
        "via": "Via",
        "v": "Via",
        "from": "From",
        "f": "From",
        "to": "To",
        "t": "To",
        "call-id": "Call-ID",
        "i": "Call-ID",
        "cseq": "CSeq",
    }
)
_MANDATORY = ("Via", "CSeq")
_UNREAD = read_uri("sip:unread.invalid")
_BROKEN_VIA = re.compile(r"SIP\s*+/\s*+[0-9]{1,3}\.[0-9]{1,3}\s*+/\s*+[^\s/;]++\s++[^\s;,]++", re.IGNORECASE)


def salvage(head: str) -> Request:
    """Return what a response repeats of a request; raise `UnreadableError` without Via or CSeq."""
    lines = head.split("\r\n")
    method = lines[0].split(" ", 1)[0]
    if method.startswith("SIP/") or method == "ACK" or not method:
        raise UnreadableError("neither a response nor an ACK is answered")
    request = Request(method, _UNREAD)
    for line in lines[1:]:
        _keep(request, line)
    if any(not request.headers.get(name) for name in _MANDATORY):
        raise UnreadableError("a field that a response must repeat is missing")
    _mend_via(request)
    return request


def _keep(request: Request, line: str) -> None:
    name, colon, value = line.partition(":")
    known = _NAMES.get(name.strip().lower())
    if not (colon and known):
        return
    if known == "Via" or request.headers.get(known) is None:
        request.headers.add(known, value.strip().encode("utf-8", "replace").decode())


def _mend_via(request: Request) -> None:
    """Cut a Via whose parameters cannot be read down to its address; raise if it has none."""
    if _is_readable(request):
        return
    found = _BROKEN_VIA.match(request.headers["Via"])
    if found is not None:
        request.headers.setlist("Via", [found.group()])
    if not _is_readable(request):
        raise UnreadableError("no Via says where a response goes")


def _is_readable(request: Request) -> bool:
    try:
        top_via(request)
    except BadFieldError:
        return False
    return True
