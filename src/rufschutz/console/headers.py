"""Headers of every page beside the content policy: nothing is kept, nothing is allowed in.

Decides for all answers that do not say otherwise. Pages hold personal data, so no
cache may keep them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.deprecation import MiddlewareMixin

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_DEFAULTS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class PrivatePagesMiddleware(MiddlewareMixin):
    """Sets the headers where a page has not set them."""

    def process_response(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's own signature
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Return the answer with every default it lacks."""
        for name, value in _DEFAULTS.items():
            response.headers.setdefault(name, value)
        return response
