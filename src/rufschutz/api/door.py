"""The door between the API and everything that has sessions.

An address under /api/ is answered right here: no cookie is read, none is set, nobody is signed
in by a browser, and so there is nothing that another site could make a browser do. Whatever
went wrong is told as a problem (RFC 9457), never as a page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.urls import Resolver404, resolve, set_urlconf

from rufschutz.api import problems
from rufschutz.domain.freetext import unreadable_sign

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PREFIX: Final = "/api/"
ADDRESSES: Final = "rufschutz.api.urls"
_UNREADABLE: Final = replace(problems.INVALID, detail="the query holds signs that cannot be read")
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Authorization",
}


class ApiDoorMiddleware:
    """Answers the API's addresses and hands on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; raise `DisallowedHost` for a host that is none of ours."""
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        set_urlconf(ADDRESSES)  # its problems instead of pages; Django resets it with the next request
        request.get_host()
        request.META.pop("HTTP_COOKIE", None)
        answer = _answer(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        match = resolve(request.path_info, ADDRESSES)
    except Resolver404:
        return problems.NOT_FOUND.response()
    request.resolver_match = match
    if any(unreadable_sign(value) for values in request.GET.lists() for value in (values[0], *values[1])):
        return _UNREADABLE.response()
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    if answer.status_code == 405:
        return problems.WRONG_METHOD.response({"Allow": answer.headers.get("Allow", "")})
    return answer
