"""The console's door for free text: what a form or a search holds can be read, or nothing is done.

Decides for every page at once, by the one rule there is (`domain.freetext`), before a view runs. A
path holds ids, no text: what can be no id is not found, and that somebody asked is recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.console.faults import unreadable
from rufschutz.domain.freetext import unreadable_sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, QueryDict
    from django.http.response import HttpResponseBase


class PlainTextMiddleware:
    """Refuses a request that holds a sign which no text may hold."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, or say that a text in it cannot be read."""
        if _unreadable(request.GET) or _unreadable(request.POST):
            return unreadable(request)
        return self._get_response(request)


def _unreadable(fields: QueryDict) -> bool:
    return any(unreadable_sign(text) for name, texts in fields.lists() for text in (name, *texts))
