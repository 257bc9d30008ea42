"""Which e-mail addresses an account may have: those that the sign-in page takes, and no others.

An address that the page refuses would lock its owner out.
"""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from rufschutz.core.errors import CoreError

_LONGEST: Final = 254
_RULE: Final = EmailValidator(message="no address")


class AddressRefusedError(CoreError):
    """An e-mail address with which nobody could sign in."""

    advice = "Write it in full, such as name@practice.example; nothing was kept."


def require_address(email: str) -> str:
    """Return an e-mail address without space around it; raise `AddressRefusedError` for what is none.

    The rule is Django's, which the sign-in page's field follows, too; at most 254 characters.
    """
    address = email.strip()
    try:
        _RULE(address)
    except ValidationError as error:
        raise AddressRefusedError(f"{email!r} is no e-mail address") from error
    if len(address) > _LONGEST:
        raise AddressRefusedError(f"an e-mail address has at most {_LONGEST} characters")
    return address
