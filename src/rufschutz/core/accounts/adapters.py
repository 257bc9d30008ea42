"""What allauth asks of this installation: nobody signs up, second factors lie sealed.

The key that seals them is derived from the web secret, which is derived from the
root key: a copy of the database alone yields no second factor.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from rufschutz.core.errors import CoreError

if TYPE_CHECKING:
    from django.http import HttpRequest

_NONCE = 12
_CONTEXT = b"rufschutz second factor/1"


class SecondFactorError(CoreError):
    """A second factor that this installation's root key did not seal."""

    advice = "Reset the account's second factor with a new set-up link."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are made by `rufschutz.core.accounts.actions`, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's own signature
        """Return False: nobody signs up."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """Seals TOTP secrets and recovery seeds before they reach the database."""

    def build_totp_svg(self, url: str) -> str:
        """Return an inline SVG of ``url``, black on white, without a size of its own."""
        return segno.make(url, error="m").svg_inline(omitsize=True, border=2, dark="#000", light="#fff")

    def encrypt(self, text: str) -> str:
        """Return ``text`` sealed (AES-256-GCM), as hex."""
        nonce = secrets.token_bytes(_NONCE)
        return (nonce + AESGCM(_key()).encrypt(nonce, text.encode(), _CONTEXT)).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what `encrypt` sealed; raise `SecondFactorError` when it does not open."""
        try:
            sealed = bytes.fromhex(encrypted_text)
            return AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], _CONTEXT).decode()
        except (InvalidTag, ValueError) as error:
            raise SecondFactorError("a second factor cannot be opened") from error


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), _CONTEXT, "sha256")
