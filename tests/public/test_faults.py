"""What is not there is not there, in the same words whatever the reason."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from rufschutz.public import faults, notice


def test_every_unknown_line_gets_the_same_answer(stage, browser) -> None:
    pages = {
        browser.get(path).content for path in ("/datenschutz/nobody", "/anliegen/nobody", "/datenschutz/x")
    }
    assert len(pages) == 1
    assert browser.get("/datenschutz/nobody").status_code == 404


def test_the_page_speaks_the_language_of_the_address(stage, browser) -> None:
    assert "Perhaps the address" in browser.get("/en/datenschutz/nobody").content.decode()


def test_a_wrong_method_is_said_with_the_right_ones(stage, browser) -> None:
    answer = browser.get("/beleg/loeschen")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("sent", [{f"field{each}": "" for each in range(1_001)}, {"code": "1" * 3_000_000}])
def test_a_form_that_nobody_can_read_is_refused_in_our_own_words(stage, browser, sent) -> None:
    answer = browser.post("/beleg", sent)
    assert answer.status_code == 400
    assert "beginnen Sie noch einmal" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_our_fault_is_said_without_the_database_and_with_the_headers(
    stage, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(notice, "notice_of", broken)
    browser.raise_request_exception = False
    answer = browser.get("/datenschutz/praxis")
    assert answer.status_code == 500
    assert "Der Fehler liegt bei uns" in answer.content.decode()
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_fault_page_needs_no_database() -> None:
    assert faults.server_error(RequestFactory().get("/en/beleg")).status_code == 500
