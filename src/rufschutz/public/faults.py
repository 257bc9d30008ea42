"""What a public page says when there is nothing to show: the same words for whatever is not there.

Decides words and status only. The page for an error of ours must never ask the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call.commands import Language
from rufschutz.public.headers import dress
from rufschutz.public.page import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def spoken_by(request: HttpRequest) -> Language:
    """Return the language that an address asks for, also where it leads nowhere."""
    return Language.EN if request.path_info.startswith("/en/") else Language.DE


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Say that what was sent cannot be read: too large, too many fields, no form at all."""
    return dress(show("fault", spoken_by(request), {"fault": "unread"}, status=400))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Say that there is nothing here, and nothing of what there is elsewhere."""
    return dress(show("fault", spoken_by(request), {"fault": "missing"}, status=404))


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """Say that an address cannot be used so (RFC 9110, 15.5.6)."""
    answer = show("fault", spoken_by(request), {"fault": "method"}, status=405)
    answer["Allow"] = allowed
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that the fault is ours."""
    return dress(show("fault", spoken_by(request), {"fault": "ours"}, status=500))
