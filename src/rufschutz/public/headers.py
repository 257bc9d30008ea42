"""Headers of every public answer: nothing is kept, nothing is sent on, nothing foreign is loaded.

Decides for all answers of this layer alike. No page may loosen them, and none sets a cookie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.http import HttpResponse

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content Security Policy Level 3: no script at all, neither inline nor from a file."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Search engines stay out of all of it: who looked for a practice would be found beside it."""


def dress(response: HttpResponse) -> HttpResponse:
    """Return the answer with every header, whatever it said itself, and without any cookie."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.cookies.clear()
    return response
