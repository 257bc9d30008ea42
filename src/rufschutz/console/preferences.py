"""How the console looks to one browser: its theme, and where a change leads back to.

Decides nothing about access. The theme lies in a cookie that says nothing else; without
one the system's own choice counts. The language has Django's own cookie and view.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE = "rufschutz_theme"
KEPT = 365 * 24 * 3600
"""How long (s) a browser keeps the choice."""


class Theme(StrEnum):
    """What the pages look like; the value is KERN's own name for it, save ``system``."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


LABELS = {
    Theme.SYSTEM: _("wie das Gerät"),
    Theme.LIGHT: _("hell"),
    Theme.DARK: _("dunkel"),
}


def theme_of(request: HttpRequest) -> Theme:
    """Return the browser's choice; anything unknown counts as none."""
    chosen = request.COOKIES.get(COOKIE, "")
    return Theme(chosen) if chosen in set(Theme) else Theme.SYSTEM


def back_from(request: HttpRequest) -> str:
    """Return the page to show again after a change: this one, or the one whose form led here."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    parts = urlsplit(request.headers.get("Referer", ""))
    return _safe(request, parts.path + (f"?{parts.query}" if parts.query else ""))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that was asked for and show the page again."""
    chosen = request.POST.get("theme", "")
    answer = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    if chosen in set(Theme):
        answer.set_cookie(
            COOKIE, chosen, max_age=KEPT, secure=bool(settings.ORIGIN), httponly=True, samesite="Lax"
        )
    return answer


def _safe(request: HttpRequest, address: str) -> str:
    """Return an address of this console, the front door for any other."""
    own = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if own and address.startswith("/") else "/"
