"""The door between the pages for everybody and the console: which address is whose, on which host.

A public address is answered right here, outside sessions, sign-in and CSRF cookie, so no public
page can set a cookie or know who looks. With an origin of their own (`public_origin`) the public
pages exist on that host alone, and nothing else does: no page of the console is reachable there,
and no public page beside the console. Without one both share the console's host.

It must never hand a public request on to the console, nor the other way round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, resolve, set_urlconf

from rufschutz.public.faults import not_found, wrong_method
from rufschutz.public.headers import dress
from rufschutz.public.tongue import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch


class DoorMiddleware:
    """Answers public addresses, hands on all others, and keeps the two hosts apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; raise `DisallowedHost` for a host that is none of ours."""
        match, outside = _match(request), _own_host()
        here = _name(request.get_host())
        if outside and (here == outside) is (match is None):
            return not_found(request)
        if match is None:
            return self._get_response(request)
        set_urlconf(PAGES)  # its pages for errors, too; Django resets it with the next request
        request.resolver_match = match
        return dress(_answer(request, match))


def _match(request: HttpRequest) -> ResolverMatch | None:
    try:
        return resolve(request.path_info, PAGES)
    except Resolver404:
        return None


def _answer(request: HttpRequest, match: ResolverMatch) -> HttpResponse:
    try:
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except Http404:
        return not_found(request)
    return wrong_method(request, answer.headers.get("Allow", "")) if answer.status_code == 405 else answer


def _own_host() -> str:
    """Return the name of the host that the public pages have for themselves; '' for the console's."""
    return _name(urlsplit(str(settings.PUBLIC_ORIGIN)).netloc)


def _name(host: str) -> str:
    """Return the name of a host as names are compared: without port, case and final dot (RFC 9110, 4.2.3).

    A client chooses how it writes them, and a proxy hands that on as it came.
    """
    return (urlsplit(f"//{host}").hostname or "").removesuffix(".")
