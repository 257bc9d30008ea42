"""A post counts only from our own fresh form, and nothing about a person is in it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from rufschutz.domain.moments import Millis
from rufschutz.public import formtoken

NOW = Millis(1_790_000_000_000)


def test_what_was_offered_is_read_for_an_hour() -> None:
    token = formtoken.offered("form", NOW)
    name = formtoken.read(token, "form", NOW)
    assert len(name) == 32
    assert formtoken.read(token, "form", Millis(NOW + formtoken.LIVES)) == name
    assert formtoken.read(token, "form", Millis(NOW + formtoken.LIVES + 1)) == ""
    assert formtoken.read(token, "form", Millis(NOW - 1)) == ""
    assert formtoken.read(token, "form", Millis(NOW + 11), lives=10) == ""


def test_each_form_has_another_token_and_every_offer_another_id() -> None:
    token = formtoken.offered("enquiry:praxis", NOW)
    assert formtoken.read(token, "enquiry:other", NOW) == ""
    assert formtoken.offered("enquiry:praxis", NOW) != token


@pytest.mark.parametrize("token", ["", ".", "..", "x.y.z", "1.2", f"{NOW}.abc.def", "\u0661.x.y"])
def test_what_is_not_ours_is_nothing(token: str) -> None:
    assert formtoken.read(token, "form", NOW) == ""


def test_a_changed_content_is_nothing() -> None:
    token = formtoken.offered("form", NOW, "a:b")
    assert formtoken.read(token, "form", NOW) == "a:b"
    assert formtoken.read(token.replace("a:b", "a:c"), "form", NOW) == ""


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://evil.example.org"}, False),
        ({"Origin": "https://[evil"}, False),
        ({}, True),
    ],
)
def test_a_browser_says_where_a_post_comes_from(settings, headers: dict[str, str], ours: bool) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    request = RequestFactory().post("/beleg", headers=headers)
    assert formtoken.from_our_pages(request) is ours
