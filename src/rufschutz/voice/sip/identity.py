"""Who calls, as far as a caller lets it be known.

A caller who hides the number stays hidden: when privacy is asked for, no number
leaves this module, not even one that the network asserts (RFC 3323, 3325). The
display name is never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import all_values, read_uri, uri_text

if TYPE_CHECKING:
    from sipmessage import Request

_HIDING = frozenset({"id", "user", "header"})
_ANONYMOUS_HOST = "anonymous.invalid"


@dataclass(frozen=True, slots=True)
class Caller:
    """The calling side. ``number`` and ``host`` are "" when withheld or unreadable.

    ``number`` is the user part of the asserted identity, else of From, as it
    was sent: nothing here makes an E.164 number of it.
    """

    number: str
    host: str
    withheld: bool


def caller_of(request: Request) -> Caller:
    """Read From, Privacy and, only when nothing is withheld, P-Asserted-Identity."""
    user, host = _user_and_host(request.headers.get("From", "") or "")
    if _hides(request) or user.lower() == "anonymous" or host.endswith(_ANONYMOUS_HOST):
        return Caller(number="", host="", withheld=True)
    for asserted in _asserted(request):
        asserted_user, _ = _user_and_host(asserted)
        if asserted_user:
            return Caller(number=asserted_user, host=host, withheld=False)
    return Caller(number=user, host=host, withheld=False)


def called_of(request: Request) -> str:
    """Return the user part of the Request-URI, "" if it has none: the line that is called."""
    return _plain(request.uri.user or "")


def diverted_from(request: Request) -> str:
    """Return the user part of the topmost Diversion, "" without one: the line called first (RFC 5806)."""
    try:
        values = all_values(request, "Diversion")
    except BadFieldError:
        return ""
    return _user_and_host(values[0])[0] if values else ""


def _hides(request: Request) -> bool:
    values = ";".join(request.headers.getlist("Privacy")).replace(",", ";").lower()
    return not _HIDING.isdisjoint(value.strip() for value in values.split(";"))


def _asserted(request: Request) -> list[str]:
    try:
        return all_values(request, "P-Asserted-Identity")
    except BadFieldError:
        return []


def _user_and_host(value: str) -> tuple[str, str]:
    try:
        uri = read_uri(uri_text(value))
    except BadFieldError:
        return "", ""
    return _plain((uri.user or "").split(";", 1)[0]), uri.host.lower()


def _plain(user: str) -> str:
    """Return a user part, whose escapes the library resolved, or "" if they hid what is no text."""
    return user if user.isprintable() else ""
