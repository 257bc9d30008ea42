"""Every public answer carries the strict headers, and none a cookie."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from rufschutz.public.headers import HEADERS, dress

PAGES = [
    "/datenschutz/praxis",
    "/en/datenschutz/praxis",
    "/datenschutz/praxis/aushang",
    "/anliegen/praxis",
    "/en/anliegen/praxis",
    "/beleg",
    "/en/beleg",
    "/datenschutz/nobody",
    "/beleg/widerruf",
]


@pytest.mark.rule("R11")
@pytest.mark.parametrize("path", PAGES)
def test_strict_headers_and_no_cookie_on_every_page(stage, browser, path) -> None:
    for answer in (browser.get(path), browser.post(path, {"code": "123456789"})):
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_no_script_may_run_and_nothing_inline() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES[:8])
def test_no_page_needs_what_the_policy_refuses(stage, browser, path) -> None:
    page = browser.get(path).content.decode()
    for forbidden in ("<script", "<style", " style=", " onclick=", "javascript:", "//fonts", "https://"):
        assert forbidden not in page


def test_a_page_cannot_loosen_them() -> None:
    loose = HttpResponse(headers={"Cache-Control": "public", "Referrer-Policy": "unsafe-url"})
    loose.set_cookie("id", "1")
    dressed = dress(loose)
    assert dressed["Cache-Control"] == "no-store"
    assert dressed["Referrer-Policy"] == "no-referrer"
    assert not dressed.cookies
