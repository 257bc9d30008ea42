"""The fields of sign-in and set-up: labels, autocomplete hints, looks.

Decides no right; allauth checks passwords and codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rufschutz.core.accounts.actions import spend_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import QueryDict

_LOOK = "kern-form-input__input"


def _dress(field: forms.Field, label: object, **attrs: str) -> None:
    field.label = label  # type: ignore[assignment]  # Django takes lazy text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update({"class": _LOOK, **attrs})


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        _dress(self.fields["login"], _("E-Mail-Adresse"), autocomplete="username", inputmode="email")
        _dress(self.fields["password"], _("Passwort"), autocomplete="current-password")
        self.fields["password"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Say plainly that it does not fit, and not which of the two."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError as error:
            if (error.code or "").endswith("password_mismatch"):
                raise ValidationError(_("E-Mail-Adresse oder Passwort stimmt nicht."), error.code) from error
            raise
        return cleaned


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The code of the second factor, or an emergency code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        _dress(
            self.fields["code"],
            _("Code"),
            autocomplete="one-time-code",
            inputmode="numeric",
            autofocus="autofocus",
            **{"aria-describedby": "id_code_hint"},
        )

    def clean_code(self) -> str:
        """Return the code, used from now on in every process; refuse one that was used before."""
        code: str = super().clean_code()
        factor = self.authenticator
        if factor.type == Authenticator.Type.TOTP and not spend_code(factor, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class EnrolForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """The first code, which shows that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        super().__init__(*args, **kwargs)
        _dress(
            self.fields["code"],
            _("Code aus der App"),
            autocomplete="one-time-code",
            inputmode="numeric",
            **{"aria-describedby": "id_code_hint"},
        )


class PasswordForm(forms.Form):
    """A new password, twice. ``check`` refuses one that its owner may not have."""

    password = forms.CharField(
        label=_("Neues Passwort"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "class": _LOOK,
                "autocomplete": "new-password",
                "aria-describedby": "id_password_hint",
            }
        ),
    )
    repeated = forms.CharField(
        label=_("Passwort wiederholen"),
        strip=False,
        widget=forms.PasswordInput(attrs={"class": _LOOK, "autocomplete": "new-password"}),
    )

    def __init__(
        self, data: QueryDict | dict[str, str] | None = None, check: Callable[[str], None] = validate_password
    ) -> None:
        super().__init__(data)
        self._check = check

    def clean_password(self) -> str:
        """Refuse a password that is short, easily guessed or like the address."""
        password: str = self.cleaned_data["password"]
        self._check(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords."""
        data = super().clean() or self.cleaned_data
        if "password" in data and data.get("repeated") != data["password"]:
            self.add_error("repeated", ValidationError(_("Die beiden Passwörter sind verschieden.")))
        return data
