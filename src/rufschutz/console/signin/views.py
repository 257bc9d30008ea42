"""Signing in, and the one-time link that leads to password and second factor.

A view parses, calls one action, renders. Passwords and codes are checked by allauth;
a link is redeemed by `rufschutz.core.accounts.actions`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.password_validation import validate_password
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from rufschutz.adapters.clock import Clock
from rufschutz.console.signin import factor
from rufschutz.console.signin.forms import PasswordForm
from rufschutz.core.accounts import actions, queries

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@sensitive_post_parameters("password", "repeated")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a password and redeem the link with it; looking at the page spends nothing."""
    now = Clock().now()
    owner = queries.link_owner(token, now)
    if owner is None:
        return render(request, "signin/setup_over.html", status=410)
    form = PasswordForm(request.POST or None, partial(validate_password, user=owner))
    if request.method == "GET" or not form.is_valid():
        return render(request, "signin/setup.html", {"form": form}, status=400 if form.errors else 200)
    try:
        account = actions.set_up(token, form.cleaned_data["password"], now)
    except actions.LinkError:
        return render(request, "signin/setup_over.html", status=410)
    answer: HttpResponse = perform_login(request, account, redirect_url=reverse("start"))
    return answer


def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account is closed."""
    return render(request, "signin/inactive.html", status=403)


class EnrolView(ActivateTOTPView):  # type: ignore[misc]  # allauth carries no types
    """Shows the secret, checks the first code, and hands over to the emergency codes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - Django's own
        """Send away whoever has a second factor already."""
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return redirect("start")
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ANN401 - allauth's own signature
        """Enrol, and count this as having shown the factor."""
        answer: HttpResponse = super().form_valid(form)
        factor.mark(self.request, self.request.user.pk)
        return answer
