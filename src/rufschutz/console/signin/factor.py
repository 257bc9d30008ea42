"""Whether this session has shown its second factor.

Decides it by the account for which a code was accepted in this very session; a
session that changes hands starts without one. Nothing else may set the mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.signals import authenticator_used
from django.dispatch import receiver

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

_MARK = "rufschutz_second_factor"


def shown(request: HttpRequest) -> bool:
    """Return whether the signed-in account has shown a second factor in this session."""
    return request.user.is_authenticated and request.session.get(_MARK) == str(request.user.pk)


def mark(request: HttpRequest, account: object) -> None:
    """Note that ``account`` (its id) has shown its second factor in this session."""
    request.session[_MARK] = str(account)


@receiver(authenticator_used, dispatch_uid="rufschutz.second_factor")
def _used(request: HttpRequest, authenticator: Authenticator, **_: object) -> None:
    mark(request, authenticator.user_id)
