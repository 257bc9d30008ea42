from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import translation

from rufschutz.console.language import language
from rufschutz.domain.call.commands import Language

if TYPE_CHECKING:
    from django.http import HttpResponse


def sign_in_page(browser: Client, **headers: str) -> str:
    answer: HttpResponse = browser.get("/anmelden/", headers=headers)
    return answer.content.decode()


def test_the_rules_speak_the_language_of_the_page() -> None:
    assert language() is Language.DE
    with translation.override("en"):
        assert language() is Language.EN


@pytest.mark.parametrize(
    ("asked", "lang"),
    [("", "de"), ("en-GB,en;q=0.9", "en"), ("de-AT", "de"), ("fr,en;q=0.5", "en"), ("fr", "de")],
)
def test_at_first_the_browser_says_which_language(db: None, asked: str, lang: str) -> None:
    assert f'<html lang="{lang}"' in sign_in_page(Client(), **{"Accept-Language": asked})


def test_a_choice_is_remembered_and_leads_back(db: None) -> None:
    browser = Client()
    answer = browser.post("/sprache/", {"language": "en", "next": "/anmelden/?next=/lage/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/anmelden/?next=/lage/")
    page = sign_in_page(browser, **{"Accept-Language": "de"})
    assert '<html lang="en"' in page
    assert "E-mail address" in page
    cookie = answer.cookies["rufschutz_language"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_nobody_is_sent_to_strangers(db: None) -> None:
    for address in ("https://stranger.example.org/", "//stranger.example.org/", "javascript:alert(1)"):
        answer = Client().post("/sprache/", {"language": "en", "next": address})
        assert answer.headers["Location"] == "/"
