"""What allauth asks of this installation: nobody signs up, second factors lie sealed.

The key that seals them is derived from the web secret, which is derived from the
root key: a copy of the database alone yields no second factor.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from rufschutz.core.errors import CoreError
from rufschutz.core.keys.models import RootCheck
from rufschutz.vault.keystore.root import RootKey, RootKeyError, beside

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        """Return ``text`` sealed (AES-256-GCM), as hex; raise `RootKeyError` without today's key."""
        nonce = secrets.token_bytes(_NONCE)
        return (nonce + AESGCM(_key(_newest())).encrypt(nonce, text.encode(), _CONTEXT)).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what `encrypt` sealed; raise `SecondFactorError` when it does not open."""
        try:
            sealed = bytes.fromhex(encrypted_text)
        except ValueError as error:
            raise SecondFactorError("a second factor cannot be opened") from error
        for secret in _secrets():
            with suppress(InvalidTag, ValueError):
                return AESGCM(_key(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], _CONTEXT).decode()
        raise SecondFactorError("a second factor cannot be opened")


def sealed_anew(encrypted_text: str, old: str, new: str) -> str:
    """Return a second factor sealed under the secret ``new``; one that lies there already is returned.

    Raises `SecondFactorError` where it opens with neither.
    """
    sealed = bytes.fromhex(encrypted_text)
    nonce, box = sealed[:_NONCE], sealed[_NONCE:]
    with suppress(InvalidTag, ValueError):
        opened = AESGCM(_key(old)).decrypt(nonce, box, _CONTEXT)
        fresh = secrets.token_bytes(_NONCE)
        return (fresh + AESGCM(_key(new)).encrypt(fresh, opened, _CONTEXT)).hex()
    with suppress(InvalidTag, ValueError):
        AESGCM(_key(new)).decrypt(nonce, box, _CONTEXT)
        return encrypted_text
    raise SecondFactorError("a second factor cannot be opened")


def _newest() -> str:
    """Return the secret of today's root key, which may have been replaced since this process started."""
    installation = getattr(settings, "INSTALLATION", None)
    known = RootCheck.objects.first()
    if installation is None or known is None:
        return str(settings.SECRET_KEY)
    return RootKey.load(installation.root_key_file).fitting(known.check_value).web_secret()


def _secrets() -> Iterator[str]:
    """Yield this process's secret, then those of the root key's file and of the one beside it.

    A process that started before the root key was replaced opens second factors all the same.
    """
    yield settings.SECRET_KEY
    installation = getattr(settings, "INSTALLATION", None)
    if installation is None:
        return
    for path in (installation.root_key_file, beside(installation.root_key_file)):
        with suppress(RootKeyError):
            yield RootKey.load(path).web_secret()


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), _CONTEXT, "sha256")
