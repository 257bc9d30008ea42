"""What answers without a key: the description of the API, and what went wrong before an operation.

Decides words and status only; nothing here asks the record.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from rufschutz.api import problems
from rufschutz.api.document import document
from rufschutz.api.service import API, PREFIX


def bad_request(
    request: HttpRequest,  # noqa: ARG001 - Django's own signature
    exception: Exception | None = None,  # noqa: ARG001 - Django's own signature
) -> HttpResponse:
    """Say that a request cannot be read; its host may be the reason, so nothing of it is used."""
    return problems.BAD_REQUEST.response()


def not_found(
    request: HttpRequest,  # noqa: ARG001 - Django's own signature
    exception: Exception | None = None,  # noqa: ARG001 - Django's own signature
) -> HttpResponse:
    """Say that there is nothing."""
    return problems.NOT_FOUND.response()


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's own signature
    """Say that the fault is ours."""
    return problems.OURS.response()


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the description; it holds nothing of anybody, so no key is needed."""
    if request.method not in {"GET", "HEAD"}:
        return problems.WRONG_METHOD.response({"Allow": "GET, HEAD"})
    return JsonResponse(document(API, PREFIX))
