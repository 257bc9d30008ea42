"""From a one-time link to the console: password, second factor, emergency codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts import actions
from rufschutz.core.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = "sieben blaue Hefte im Flur"


@pytest.fixture
def link(account: Callable[..., User], door) -> str:
    user = account(Role.OWNER, factor=False)
    return f"/einrichten/{actions.issue_link(door.tenant, user, 'test', Clock().now())}/"


def redeem(browser: Client, link: str, password: str = NEW, repeated: str | None = None):
    return browser.post(link, {"password": password, "repeated": password if repeated is None else repeated})


def test_looking_at_a_link_spends_nothing(link: str) -> None:
    assert Client().get(link).status_code == 200
    assert Client().get(link).status_code == 200
    assert redeem(Client(), link).status_code == 302


def test_a_link_works_once(link: str) -> None:
    redeem(Client(), link)
    assert Client().get(link).status_code == 410
    second = redeem(Client(), link, "ganz andere Worte hier")
    assert second.status_code == 410
    assert b"gilt nicht mehr" in second.content


def test_an_unknown_link_is_over() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rufschutz.console.signin.views.queries.link_owner", lambda *_: None)
        assert Client().get("/einrichten/unbekannt/").status_code == 410


def test_a_link_is_over_after_fifteen_minutes(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER, factor=False)
    old = Clock(offset=-15 * 60 * 1000 - 1)
    token = actions.issue_link(door.tenant, user, "test", old.now())
    assert redeem(Client(), f"/einrichten/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("password", "repeated", "words"),
    [("kurz", "kurz", "12 Zeichen"), (NEW, NEW + "!", "verschieden"), ("passwordpassword", None, "")],
)
def test_a_weak_or_mistyped_password_spends_nothing(
    link: str, password: str, repeated: str | None, words: str
) -> None:
    answer = redeem(Client(), link, password, repeated)
    if words:
        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert Client().get(link).status_code == 200


def test_the_link_leads_to_the_second_factor_and_nowhere_else(link: str) -> None:
    browser = Client()
    assert redeem(browser, link).status_code == 302
    for page in ("/", "/anrufe/", "/leitungen/", "/notfall-codes/"):
        answer = browser.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/zweiter-faktor/")


def test_enrolling_shows_picture_and_secret_and_opens_the_console(link: str, door) -> None:
    browser = Client()
    redeem(browser, link)
    page = browser.get("/zweiter-faktor/").content.decode()
    secret = re.search(r'id="schluessel">([A-Z2-7]+)<', page)
    assert secret is not None
    assert "<svg" in page
    assert "style=" not in page
    done = browser.post("/zweiter-faktor/", {"code": door.code(secret[1])})
    assert (done.status_code, done.headers["Location"]) == (302, "/notfall-codes/")
    codes = re.findall(r"<li><code>(\d{8})</code>", browser.get("/notfall-codes/").content.decode())
    assert len(codes) == 10
    assert browser.get("/anrufe/").status_code == 200
    assert "kein zweites Mal" in browser.get("/notfall-codes/").content.decode()


def test_a_wrong_code_enrols_nobody(link: str) -> None:
    browser = Client()
    redeem(browser, link)
    browser.get("/zweiter-faktor/")
    assert browser.post("/zweiter-faktor/", {"code": "000000"}).status_code == 200
    assert browser.get("/anrufe/").status_code == 302


def test_password_alone_opens_nothing(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER)
    browser = Client()
    answer = browser.post("/anmelden/", {"login": user.email, "password": door.password})
    assert answer.headers["Location"] == "/anmelden/code/"
    assert browser.get("/anrufe/").headers["Location"].startswith("/anmelden/")


def test_password_and_code_open_the_console(signed_in: Callable[[Role], Client]) -> None:
    assert signed_in(Role.OWNER).get("/anrufe/").status_code == 200


def test_a_code_counts_once(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER)
    code = door.code()
    for expected in (302, 200):
        browser = Client()
        browser.post("/anmelden/", {"login": user.email, "password": door.password})
        assert browser.post("/anmelden/code/", {"code": code}).status_code == expected


def test_guessing_is_slowed_down(account: Callable[..., User], door) -> None:
    user = account(Role.OWNER)
    for _ in range(6):
        answer = Client().post("/anmelden/", {"login": user.email, "password": "falsch"})
    assert "Zu viele" in answer.content.decode()
    answer = Client().post("/anmelden/", {"login": user.email, "password": door.password})
    assert answer.status_code == 200, "even the right password has to wait"


def test_signing_out_ends_the_session(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.post("/abmelden/").status_code == 302
    assert browser.get("/anrufe/").status_code == 302


def test_nobody_signs_up(db: None) -> None:
    assert Client().get("/accounts/signup/").status_code in {302, 404}
    assert Client().get("/signup/").status_code in {302, 404}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "E-Mail-Adresse oder Passwort stimmt nicht."),
        ("en", "E-mail address or password is wrong."),
    ],
)
def test_a_wrong_password_is_said_plainly(account: Callable[[Role], User], language: str, words: str) -> None:
    values = {"login": account(Role.OWNER).email, "password": "falsch"}
    page = Client(headers={"Accept-Language": language}).post("/anmelden/", values).content.decode()
    translation.activate("de")
    assert words in page
