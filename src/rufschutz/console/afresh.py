"""Password and code once more, on the very page where something grave is done.

Decides whether whoever clicks is who signed in. It must never say which of the two was wrong,
and slows guessing down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from allauth.core import ratelimit
from django.utils.translation import gettext_lazy as lazy

from rufschutz.core.accounts.identity import IdentityError, confirm
from rufschutz.domain.access.request import Obligation
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.errors import RufschutzError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.viewer import Viewer
    from rufschutz.domain.access.request import Action
    from rufschutz.domain.moments import Millis


class TooManyTriesError(RufschutzError):
    """Password or code was wrong too often."""

    advice = "Wait a minute, then try again."


NOT_AFRESH: Final = (IdentityError, TooManyTriesError)

_WRONG: Final = lazy("Passwort oder Code stimmt nicht.")
_OFTEN: Final = lazy("Zu viele Versuche. Bitte warten Sie eine Minute.")


def owed(viewer: Viewer, action: Action) -> bool:
    """Say whether the viewer's role owes a fresh sign-in for an action."""
    permission = TABLE[viewer.role].get(action)
    return permission is not None and Obligation.STEP_UP in permission.owes


def signed_in(request: HttpRequest, now: Millis) -> Millis:
    """Return when password and code were shown: now, on this page. Raises `NOT_AFRESH`."""
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        raise TooManyTriesError("too many wrong passwords or codes")
    form = request.POST
    return confirm(request.user.email, form.get("password", ""), form.get("code", ""), now)  # type: ignore[union-attr]


def told(error: Exception) -> str:
    """Return the sentence for one of `NOT_AFRESH`."""
    return str(_OFTEN if isinstance(error, TooManyTriesError) else _WRONG)
