"""The wall before every page: no page without an account and a second factor.

Decides by the address's name alone, and denies by default: a page that is not named
here as open needs both. What a role may see is decided later, by the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from rufschutz.console.signin import factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

OPEN = frozenset(
    {"account_login", "mfa_authenticate", "setup", "health", "account_inactive", "set_language", "theme"}
)
"""Pages for people who have not signed in: they show nothing of any tenant."""

HALF_OPEN = frozenset({"mfa_activate_totp", "account_logout"})
"""Pages that a password alone opens: enrolling the second factor, and leaving."""


class SecondFactorMiddleware(MiddlewareMixin):
    """Sends everyone away who lacks an account or, in this session, a second factor."""

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django's own signature
        args: object,  # noqa: ARG002 - Django's own signature
        kwargs: object,  # noqa: ARG002 - Django's own signature
    ) -> HttpResponse | None:
        """Return where to go instead, or None to let the page answer."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if name in HALF_OPEN or factor.shown(request):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            logout(request)
            return _to_sign_in(request)
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    target = reverse("account_login")
    if request.method == "GET" and request.path != "/":
        target += "?" + urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(target)
