"""The pages for what went wrong before or beside a view, in the frame and the language of all others.

Decides words and status only. The page for an error of ours must never ask the database:
it may be what failed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def bad_request(
    request: HttpRequest,  # noqa: ARG001 - Django's own signature
    exception: Exception | None = None,  # noqa: ARG001 - Django's own signature
) -> HttpResponse:
    """Say that a request cannot be read; its host may be the reason, so nothing of it is used."""
    return HttpResponse(_bare("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Say that the fault is ours."""
    return HttpResponse(_bare("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Say that a form was too old, or came from elsewhere."""
    return HttpResponse(_bare("403_csrf.html"), status=403)


def unreadable(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the shape of all others here
    """Say that a text holds signs that nobody can read, and that nothing was done."""
    return HttpResponse(_bare("unreadable.html"), status=422)


class FaultMiddleware(MiddlewareMixin):
    """Gives a page to answers that have none."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return a page for a method that an address does not know (RFC 9110, 15.5.6)."""
        if response.status_code != 405 or not isinstance(response, HttpResponse) or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response.headers.get("Allow", "")
        return page


def _bare(name: str) -> str:
    return get_template(name).render({"LANGUAGE_CODE": get_language()})
