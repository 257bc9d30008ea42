"""Style sheets, scripts and fonts, read whole and sent at once.

Decides only how a file that WhiteNoise found becomes an answer: the files are small, and a
file streamed from an asynchronous server would warn in the log each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]  # has no types

if TYPE_CHECKING:
    from django.http import HttpRequest
    from whitenoise.responders import StaticFile  # type: ignore[import-untyped]  # has no types


class AssetMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # its base has no types
    """WhiteNoise with answers that need no stream."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return the file, a part of it, or that it has not changed."""
        found = static_file.get_response(request.method, request.META)
        answer = HttpResponse(status=int(found.status))
        if found.file is not None:
            with found.file as file:
                answer.content = file.read()
        del answer["content-type"]
        for name, value in found.headers:
            answer[name] = value
        return answer
