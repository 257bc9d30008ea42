from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from rufschutz.console.preferences import COOKIE, Theme, back_from, theme_of


@pytest.mark.parametrize(
    ("kept", "seen"), [("dark", Theme.DARK), ("light", Theme.LIGHT), ("<b>", Theme.SYSTEM)]
)
def test_a_page_looks_as_was_chosen(db: None, kept: str, seen: Theme) -> None:
    browser = Client()
    browser.cookies[COOKIE] = kept
    answer = browser.get("/anmelden/")
    assert theme_of(answer.wsgi_request) is seen
    page = answer.content.decode()
    assert (f'data-kern-theme="{seen}"' in page) == (seen is not Theme.SYSTEM)
    assert f'value="{seen}" aria-pressed="true"' in page


def test_a_choice_lies_in_a_cookie_that_scripts_cannot_read(db: None) -> None:
    answer = Client().post("/darstellung/", {"theme": "dark", "next": "/anmelden/"})
    cookie = answer.cookies[COOKIE]
    assert (answer.headers["Location"], cookie.value) == ("/anmelden/", "dark")
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")


@pytest.mark.parametrize("theme", ["", "purple"])
def test_what_is_no_theme_changes_nothing(db: None, theme: str) -> None:
    assert COOKIE not in Client().post("/darstellung/", {"theme": theme}).cookies


@pytest.mark.parametrize(
    "address",
    ["https://stranger.example.org/", "//stranger.example.org", "stranger", "", "javascript:alert(1)"],
)
def test_a_change_never_leads_to_strangers(db: None, address: str) -> None:
    assert Client().post("/darstellung/", {"theme": "dark", "next": address}).headers["Location"] == "/"


def test_a_change_leads_back_to_the_page_that_can_be_asked_for_again() -> None:
    made = RequestFactory()
    assert back_from(made.get("/anrufe/?seite=2")) == "/anrufe/?seite=2"
    shown = made.post("/anrufe/x/nummer", headers={"Referer": "http://testserver/anrufe/x/?a=b"})
    assert back_from(shown) == "/anrufe/x/?a=b"
    assert back_from(made.post("/anrufe/x/nummer")) == "/"
    assert back_from(made.post("/x", headers={"Referer": "http://a.example.org//b.example.org"})) == "/"
