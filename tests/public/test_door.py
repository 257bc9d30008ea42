"""Public pages are answered at the door; with an origin of their own, each host has its pages alone."""

from __future__ import annotations

import pytest

PUBLIC = "auskunft.example.org"
CONSOLE = "konsole.example.org"


@pytest.fixture
def apart(settings):
    settings.PUBLIC_ORIGIN = f"https://{PUBLIC}"
    settings.ORIGIN = f"https://{CONSOLE}"
    settings.ALLOWED_HOSTS = [PUBLIC, CONSOLE, "127.0.0.1"]


def status(browser, host: str, path: str) -> int:
    return browser.get(path, headers={"host": host}).status_code


@pytest.mark.usefixtures("stage", "apart")
class TestApart:
    @pytest.mark.parametrize(
        "path", ["/", "/anmelden/", "/anrufe/", "/gesund", "/leitungen/", "/api/v1/calls"]
    )
    def test_nothing_of_the_console_is_on_the_public_host(self, browser, path) -> None:
        answer = browser.get(path, headers={"host": PUBLIC})
        assert answer.status_code == 404
        assert "Rufschutz" not in answer.content.decode()
        assert not answer.cookies

    @pytest.mark.parametrize("host", [PUBLIC.upper(), f"{PUBLIC}.", f"{PUBLIC}:443", f"{PUBLIC}.:8443"])
    def test_however_the_public_host_is_written_it_is_not_the_consoles(self, browser, host) -> None:
        assert status(browser, host, "/anmelden/") == 404
        assert status(browser, host, "/api/v1/openapi.json") == 404
        assert status(browser, host, "/beleg") == 200

    @pytest.mark.parametrize("path", ["/datenschutz/praxis", "/anliegen/praxis", "/beleg", "/en/beleg"])
    def test_each_page_is_on_its_host_alone(self, browser, path) -> None:
        assert status(browser, PUBLIC, path) == 200
        assert status(browser, CONSOLE, path) == 404
        assert status(browser, "127.0.0.1", path) == 404

    def test_the_console_is_where_it_was(self, browser) -> None:
        assert status(browser, CONSOLE, "/anmelden/") == 200
        assert status(browser, "127.0.0.1", "/gesund") == 200

    def test_a_post_to_the_console_is_no_way_in(self, browser) -> None:
        answer = browser.post("/anmelden/", {"login": "x"}, headers={"host": PUBLIC})
        assert answer.status_code == 404

    def test_a_host_of_nobody_is_refused(self, browser) -> None:
        assert status(browser, "other.example.org", "/beleg") == 400


@pytest.mark.usefixtures("stage")
def test_without_an_origin_both_share_the_host(browser) -> None:
    assert status(browser, "127.0.0.1", "/beleg") == 200
    assert status(browser, "127.0.0.1", "/anmelden/") == 200
    assert status(browser, "127.0.0.1", "/anrufe/") == 302


@pytest.mark.usefixtures("stage")
def test_a_public_page_opens_no_session(browser, django_assert_num_queries) -> None:
    browser.cookies["rufschutz_session"] = "stolen"
    with django_assert_num_queries(0):
        assert browser.get("/beleg").status_code == 200
