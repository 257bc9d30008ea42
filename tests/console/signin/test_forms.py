from __future__ import annotations

import time
from functools import partial

import pytest
from allauth.core.context import request_context
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.test import RequestFactory

from rufschutz.console.signin.forms import CodeForm, EnrolForm, PasswordForm, SignInForm
from rufschutz.core.accounts.actions import create_user, enrol_known_totp
from rufschutz.core.accounts.models import User
from rufschutz.domain.moments import Millis

SECRET = "JBSWY3DPEHPK3PXP"


def test_passwords_must_match_and_be_long() -> None:
    assert PasswordForm({"password": "vier rote Wale lesen", "repeated": "vier rote Wale lesen"}).is_valid()
    assert "repeated" in PasswordForm({"password": "vier rote Wale lesen", "repeated": "drei"}).errors
    assert "password" in PasswordForm({"password": "kurz", "repeated": "kurz"}).errors


def test_the_password_is_not_like_the_address() -> None:
    values = {"password": "kornblume.empfang", "repeated": "kornblume.empfang"}
    owner_like = partial(validate_password, user=User(email="kornblume.empfang@example.org"))
    assert PasswordForm(values).is_valid()
    assert "password" in PasswordForm(values, owner_like).errors


def test_a_password_manager_knows_what_each_field_is() -> None:
    sign_in = SignInForm()
    assert sign_in.fields["login"].widget.attrs["autocomplete"] == "username"
    assert sign_in.fields["password"].widget.attrs["autocomplete"] == "current-password"
    assert PasswordForm().fields["password"].widget.attrs["autocomplete"] == "new-password"
    code = CodeForm(user=None).fields["code"].widget.attrs
    assert (code["autocomplete"], code["inputmode"]) == ("one-time-code", "numeric")


@pytest.mark.parametrize("form", [SignInForm(), CodeForm(user=None), PasswordForm()])
def test_a_label_is_no_placeholder(form: SignInForm | CodeForm | PasswordForm) -> None:
    assert all("placeholder" not in field.widget.attrs for field in form.fields.values())
    assert all(field.label for field in form.fields.values())


def test_enrolling_is_dressed_like_the_rest() -> None:
    assert "CharField" in type(EnrolForm.base_fields["code"]).__name__


def test_a_code_used_in_another_process_signs_nobody_in(db: None) -> None:
    user = create_user("zweite@example.org", "Zweite", Millis(1_790_000_000_000))
    enrol_known_totp(user, SECRET, demo=True)
    with request_context(RequestFactory().get("/anmelden/")):
        shown = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
        assert CodeForm({"code": shown}, user=user).is_valid()
        cache.clear()  # what another process has not seen
        assert "code" in CodeForm({"code": shown}, user=user).errors
