"""Password and code, given now, or nobody."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from rufschutz.core.accounts.actions import create_user, enrol_known_totp, set_password
from rufschutz.core.accounts.identity import IdentityError, confirm

SECRET = "JBSWY3DPEHPK3PXP"
EMAIL, WORD = "zweite@example.org", "vier Störche im Regen"


@pytest.fixture
def account(db, now):
    user = create_user(EMAIL, "Zweite", now)
    set_password(user, WORD)
    enrol_known_totp(user, SECRET, demo=True)
    return user


def code() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def test_who_has_both_has_signed_in_now_and_a_code_counts_once(account, now) -> None:
    shown = code()
    assert confirm("Zweite@example.org ", WORD, shown, now) == now
    with pytest.raises(IdentityError):
        confirm(EMAIL, WORD, shown, now)


def test_a_code_counts_once_over_all_processes_and_as_long_as_it_is_taken(account, now, monkeypatch) -> None:
    began = 60_000_000 * 30
    monkeypatch.setattr(time, "time", lambda: began)
    shown = code()
    confirm(EMAIL, WORD, shown, now)
    for later in (0, 29, 31, 59):
        cache.clear()
        monkeypatch.setattr(time, "time", lambda at=began + later: at)
        with pytest.raises(IdentityError):
            confirm(EMAIL, WORD, shown, now)
    assert confirm(EMAIL, WORD, code(), now) == now


@pytest.mark.parametrize(
    ("email", "word", "right"),
    [(EMAIL, "geraten", True), (EMAIL, WORD, False), ("niemand@example.org", WORD, True)],
)
def test_what_was_wrong_is_not_told(account, now, email: str, word: str, right: bool) -> None:
    with pytest.raises(IdentityError, match="password or code is wrong"):
        confirm(email, word, code() if right else "000", now)


def test_without_a_second_factor_nobody_is_anybody(db, now) -> None:
    set_password(create_user(EMAIL, "Zweite", now), WORD)
    with pytest.raises(IdentityError):
        confirm(EMAIL, WORD, code(), now)
