"""What a form carries so that it is ours, fresh, and sent once: a signed random id with its moment.

The pages for everybody set no cookie, so there is no session that a foreign page could ride on,
and no double-submit cookie to compare with. What remains to be kept out is a foreign page that
makes its visitors' browsers post here: it would spend their tries and hide behind their addresses.
Two things do that. A browser says where a post comes from (`Sec-Fetch-Site`, Fetch Metadata;
else `Origin`, RFC 6454), and what is not from our own pages is refused; with the policy
``no-referrer`` an `Origin` is ``null`` and says nothing. And each form holds a token that we
signed within the hour for this form alone. Its id also makes a post that is repeated the same one.

Decides whether a post may count. It must never hold anything about a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core import signing
from django.utils.crypto import constant_time_compare

from rufschutz.adapters.clock import new_id
from rufschutz.domain.moments import SECOND, Millis

if TYPE_CHECKING:
    from django.http import HttpRequest

LIVES: Final = 3600 * SECOND
"""How long (ms) a form may lie open."""

FIELD: Final = "formular"
_SALT: Final = "rufschutz.public.form"
_OURS: Final = frozenset({"same-origin", "none"})


def offered(form: str, now: Millis, content: str = "") -> str:
    """Return a token for ``form``; ``content``: opaque ids that come back with it, '' for a fresh one."""
    told = f"{now}.{content or new_id()}"
    return f"{told}.{_mark(form, told)}"


def read(token: str, form: str, now: Millis, lives: int = LIVES) -> str:
    """Return what a token holds; '' for one that is not ours, of another form, or older than ``lives`` ms."""
    told, _, mark = token.rpartition(".")
    fits = constant_time_compare(mark, _mark(form, told))
    moment, _, content = told.partition(".")
    fresh = fits and moment.isdecimal() and 0 <= now - int(moment) <= lives
    return content if fresh else ""


def from_our_pages(request: HttpRequest) -> bool:
    """Whether a post comes from our own pages, as far as the browser says."""
    if said := request.headers.get("Sec-Fetch-Site"):
        return said in _OURS
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin.rpartition("://")[2] == request.get_host()


def _mark(form: str, told: str) -> str:
    return signing.Signer(salt=_SALT).signature(f"{form}:{told}")
