"""Session timers (RFC 4028), honoured for a peer that refreshes the session itself.

This side never refreshes: a peer that supports timers and asks for them becomes
the refresher, and a session that it does not refresh is hung up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.fields import number, parameter, tokens

if TYPE_CHECKING:
    from sipmessage import Request

MIN_SECONDS = 90
"""The shortest interval that is taken (RFC 4028, 5)."""

_LONGEST = 2**31


def session_seconds(request: Request) -> int | None:
    """Return the interval that the peer will refresh within, in seconds, None without a timer.

    A peer that wants us to refresh gets a 2xx without a timer, as from a side
    that has none (section 9). Raises `RefusalError` (422) below the minimum.
    """
    text = request.headers.get("Session-Expires")
    seconds = number(text, _LONGEST)
    if text is None or seconds is None or "timer" not in tokens(request, "Supported"):
        return None
    if seconds < MIN_SECONDS:
        raise RefusalError(422, "", ("Min-SE", str(MIN_SECONDS)))
    return None if (parameter(text, "refresher") or "uac").lower() == "uas" else seconds


def session_headers(seconds: int | None) -> tuple[tuple[str, str], ...]:
    """Return the fields of a 2xx that make the peer the refresher."""
    if seconds is None:
        return ()
    return (("Session-Expires", f"{seconds};refresher=uac"), ("Require", "timer"))


def hang_up_after(seconds: int) -> int:
    """Return after how many ms without a refresh the session is hung up (section 10)."""
    return (seconds - min(32, seconds // 3)) * 1_000
