"""Sign-ins, failures, sign-outs and enrolments as audit events.

Listens to Django's and allauth's signals and records each; decides nothing. An
address that belongs to no account is never written down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts import actions
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_CLOCK = Clock()


@receiver(user_logged_in, dispatch_uid="rufschutz.audit.sign_in")
def _signed_in(user: Any, **_: object) -> None:  # noqa: ANN401 - Django's own signature
    actions.note(user, AuditEvent.SIGN_IN, _CLOCK.now())


@receiver(user_logged_out, dispatch_uid="rufschutz.audit.sign_out")
def _signed_out(user: Any, **_: object) -> None:  # noqa: ANN401 - Django's own signature
    if user is not None:
        actions.note(user, AuditEvent.SIGN_OUT, _CLOCK.now())


@receiver(user_login_failed, dispatch_uid="rufschutz.audit.password_failed")
def _password_failed(credentials: Mapping[str, str], **_: object) -> None:
    address = credentials.get("email") or credentials.get("username") or ""
    actions.note_failed_sign_in(address, _CLOCK.now(), "password")


@receiver(authentication_failed, dispatch_uid="rufschutz.audit.code_failed")
def _code_failed(user: Any, **_: object) -> None:  # noqa: ANN401 - allauth's own signature
    actions.note(user, AuditEvent.SIGN_IN_FAILED, _CLOCK.now(), "second_factor")


@receiver(authenticator_added, dispatch_uid="rufschutz.audit.enrolled")
def _enrolled(user: Any, authenticator: Authenticator, **_: object) -> None:  # noqa: ANN401 - allauth's own signature
    if authenticator.type == Authenticator.Type.TOTP:
        actions.renewed(user)
        actions.note(user, AuditEvent.SECOND_FACTOR_ENROLLED, _CLOCK.now())
