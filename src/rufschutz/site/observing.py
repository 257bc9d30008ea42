"""What the web process shows of itself: requests by page, how long they took, sign-ins that failed.

A page is counted by the name it has among the addresses, never by its path, and nothing is
kept of who asked. It decides nothing about a request.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError, connection
from django.dispatch import receiver

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.counting import Tally, Timing
from rufschutz.adapters.metrics.endpoint import Told
from rufschutz.adapters.metrics.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest, HttpResponse

    from rufschutz.adapters.metrics.measure import Measure

_REQUESTS: Final = Tally(names.REQUESTS)
_SECONDS: Final = Timing(names.REQUEST_SECONDS, (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0))
_FAILED: Final = Tally(names.LOGINS_FAILED)
_PLAYS: Final = Tally(names.PLAYS)


class ObservedMiddleware:
    """Counts each request; the first of all, so that what others refuse counts too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the others do, and count."""
        began = time.perf_counter()
        response = self._get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        _REQUESTS.add(view, f"{response.status_code // 100}xx")
        _SECONDS.add(time.perf_counter() - began)
        if view == "sound" and response.status_code in {200, 206}:
            _PLAYS.add()
        return response


@receiver([user_login_failed, authentication_failed], dispatch_uid="rufschutz.observing.failed")
def _failed(**_: object) -> None:
    _FAILED.add()


def told() -> Told:
    """Return what the endpoint of the web process tells."""
    return Told(Page("web", [readings]).text, lambda: (), ready)


def readings() -> Iterator[Measure]:
    """Return all readings."""
    yield names.READY.read(not ready())
    for each in (_REQUESTS, _SECONDS, _FAILED, _PLAYS):
        yield from each.measures()


def ready() -> tuple[str, ...]:
    """Say what keeps pages from being shown."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return ("the database does not answer",)
    finally:
        if not connection.in_atomic_block:
            connection.close()
    return ()
