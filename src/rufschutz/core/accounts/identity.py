"""Whether someone at the shell is who they say: password and code, given now.

Decides only that, for what needs two persons: whoever can run commands here could name anyone.
It must never say which of the two was wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from rufschutz.core.accounts.actions import spend_code
from rufschutz.core.accounts.models import User
from rufschutz.core.errors import CoreError

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis


class IdentityError(CoreError):
    """Password or code is not that of the account."""

    advice = "Try again with the password and a fresh code of your authenticator app."


def confirm(email: str, password: str, code: str, now: Millis) -> Millis:
    """Return ``now`` as the moment of a sign-in; raise `IdentityError` where password or code is wrong.

    A code counts once, here and wherever else this account signs in.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first() if user else None
    if user is None or factor is None or not user.check_password(password):
        raise IdentityError("password or code is wrong")
    if not spend_code(factor, code):
        raise IdentityError("password or code is wrong")
    return now
