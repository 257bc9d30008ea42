"""No page without an account and a second factor, whatever its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from rufschutz.console.signin.gate import HALF_OPEN, OPEN
from rufschutz.core.accounts.models import Role, User
from rufschutz.site.urls import urlpatterns

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
"""The console's own; what is mounted beside it answers before sessions, and has its own tests."""
NAMES = sorted(str(pattern.name) for pattern in PAGES)
CLOSED = [name for name in NAMES if name not in OPEN | HALF_OPEN]


def address(name: str) -> str:
    pattern = next(pattern for pattern in PAGES if pattern.name == name)
    return reverse(name, kwargs=dict.fromkeys(pattern.pattern.converters, "0" * 32))


def test_nothing_is_open_but_what_shows_no_tenant() -> None:
    assert set(NAMES) >= OPEN
    known = {"account_login", "mfa_authenticate", "setup", "health", "account_inactive"}
    assert known | {"set_language", "theme"} == OPEN
    assert {"mfa_activate_totp", "account_logout"} == HALF_OPEN


@pytest.mark.parametrize("name", sorted(set(NAMES) - OPEN))
@pytest.mark.parametrize("method", ["get", "post", "put", "options"])
def test_without_an_account_everything_leads_to_the_sign_in(db: None, name: str, method: str) -> None:
    answer = getattr(Client(), method)(address(name))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/anmelden/")


@pytest.mark.rule("R59")
@pytest.mark.parametrize("name", CLOSED)
def test_a_session_with_a_password_only_opens_nothing(account: Callable[..., User], name: str) -> None:
    browser = Client()
    browser.force_login(account(Role.OWNER))
    answer = browser.get(address(name))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/anmelden/")
    assert browser.get(address(name)).wsgi_request.user.is_anonymous, "the half-open session is over"


@pytest.mark.rule("R59")
@pytest.mark.parametrize("name", CLOSED)
def test_an_account_without_a_factor_can_only_enrol_one(account: Callable[..., User], name: str) -> None:
    browser = Client()
    browser.force_login(account(Role.OWNER, factor=False))
    assert browser.get(address(name)).headers["Location"] == "/zweiter-faktor/"


@pytest.mark.rule("R59")
def test_a_factor_shown_by_another_account_does_not_count(
    signed_in: Callable[[Role], Client], account: Callable[..., User]
) -> None:
    browser = signed_in(Role.OWNER)
    browser.force_login(account(Role.OPERATOR))
    assert browser.get("/leitungen/").status_code == 302


def test_after_signing_in_one_is_where_one_wanted_to_be(account: Callable[..., User], door) -> None:

    user = account(Role.OWNER)
    browser = Client()
    sign_in = browser.get("/leitungen/").headers["Location"]
    assert sign_in == "/anmelden/?next=%2Fleitungen%2F"
    browser.post(sign_in, {"login": user.email, "password": door.password})
    assert browser.post("/anmelden/code/", {"code": door.code()}).headers["Location"] == "/leitungen/"


def test_nobody_is_led_to_a_stranger_after_signing_in(account: Callable[..., User], door) -> None:

    user = account(Role.OWNER)
    browser = Client()
    browser.post("/anmelden/?next=https://example.org/", {"login": user.email, "password": door.password})
    assert browser.post("/anmelden/code/", {"code": door.code()}).headers["Location"] == "/"
