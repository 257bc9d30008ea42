from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(params=["/anmelden/", "/leitungen/", "/gibt-es-nicht/"])
def answer(request: pytest.FixtureRequest, signed_in: Callable[[Role], Client]):
    return signed_in(Role.OWNER).get(request.param)


def test_nothing_is_kept_and_nothing_leaks(answer) -> None:
    assert answer.headers["Cache-Control"] in {
        "no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    }
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in answer.headers["Permissions-Policy"]


def test_a_page_may_load_only_from_here_and_nothing_inline(answer) -> None:
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_no_page_holds_inline_script_or_style_or_a_foreign_address(answer) -> None:
    page = answer.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " on" not in page.replace(" one-time-code", "").partition("<body>")[0]
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_without_tls_nothing_is_promised_about_it(db: None) -> None:
    assert "Strict-Transport-Security" not in Client().get("/gesund").headers


def test_the_session_cookie_is_out_of_reach_of_scripts_and_strangers(
    signed_in: Callable[[Role], Client],
) -> None:
    cookie = signed_in(Role.OWNER).cookies["rufschutz_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
