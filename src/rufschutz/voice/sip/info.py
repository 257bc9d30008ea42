"""Keys that come by SIP INFO: application/dtmf-relay and application/dtmf.

Neither body has a standard; both are read as Cisco's and Nokia's gateways and
the PBXs after them write them. A key is never guessed from something else, nor since when it was down.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rufschutz.domain.call.events import Key
from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.screening import content_type

if TYPE_CHECKING:
    from sipmessage import Request

RELAY_TYPE = "application/dtmf-relay"
PLAIN_TYPE = "application/dtmf"

_SIGNAL = re.compile(
    rb"^[ \t]*+Signal[ \t]*+=[ \t]*+([0-9*#A-D]{1,2})[ \t]*+\r?$", re.IGNORECASE | re.MULTILINE
)
_DURATION = re.compile(
    rb"^[ \t]*+Duration[ \t]*+=[ \t]*+([0-9]{1,5})[ \t]*+\r?$", re.IGNORECASE | re.MULTILINE
)
_PLAIN = re.compile(rb"\s*+([0-9*#A-D]{1,2})\s*+", re.IGNORECASE)
_NUMBERED = {"10": "*", "11": "#"}
_KEYS = {key.value: key for key in Key}


class InfoKey(NamedTuple):
    """A key and how long it was held, in ms; None where the peer does not say, or says 0."""

    key: Key
    duration: int | None


def key_in(request: Request) -> InfoKey | None:
    """Return the key of an INFO, None if it carries nothing for us; raise `RefusalError` (415)."""
    if not request.body.strip():
        return None
    kind = content_type(request)
    if kind not in {RELAY_TYPE, PLAIN_TYPE}:
        raise RefusalError(415, "", ("Accept", f"{RELAY_TYPE}, {PLAIN_TYPE}"))
    match = _SIGNAL.search(request.body)
    if match is None and kind == PLAIN_TYPE:
        match = _PLAIN.fullmatch(request.body)
    if match is None:
        raise RefusalError(400, "the body names no key")
    signal = match.group(1).decode().upper()
    key = _KEYS.get(_NUMBERED.get(signal, signal))
    duration = _DURATION.search(request.body)
    if key is None:
        return None
    return InfoKey(key, (int(duration.group(1)) or None) if duration else None)


def relay_body(key: Key, duration: int) -> bytes:
    """Write an application/dtmf-relay body."""
    return f"Signal={key.value}\r\nDuration={duration}\r\n".encode()
