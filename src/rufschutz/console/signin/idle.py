"""Ends a session that nobody has used for a while.

Decides by the time of the last request alone. An open page that nobody touches must
not keep a session alive, so no page of the console asks for anything by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import logout
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from rufschutz.adapters.clock import Clock
from rufschutz.domain.moments import SECOND

if TYPE_CHECKING:
    from django.http import HttpRequest

LIMIT = 30 * 60 * SECOND
"""How long (ms) a session may lie unused."""

_SEEN = "rufschutz_seen_at"


class IdleMiddleware(MiddlewareMixin):
    """Signs out whoever comes back after the limit."""

    clock = Clock()

    def process_request(self, request: HttpRequest) -> None:
        """Sign out after the limit, else note the request."""
        if not request.user.is_authenticated:
            return
        now = self.clock.now()
        if now - request.session.get(_SEEN, now) > LIMIT:
            logout(request)
            messages.info(
                request, _("Sie waren 30 Minuten nicht aktiv und wurden zur Sicherheit abgemeldet.")
            )
            return
        request.session[_SEEN] = now
