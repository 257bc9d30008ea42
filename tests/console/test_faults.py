"""No page without the frame: also those that no view renders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse


def is_framed(answer: HttpResponse, language: str = "de") -> bool:
    page = answer.content.decode()
    return f'<html lang="{language}"' in page and page.count("<main") == page.count("<h1") == 1


def test_a_host_that_is_not_ours_gets_a_page(db: None) -> None:
    answer = Client().get("/anmelden/", headers={"Host": "stranger.example.org"})
    assert answer.status_code == 400
    assert is_framed(answer)


def test_a_form_from_elsewhere_gets_a_page(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/anmelden/", {})
    assert answer.status_code == 403
    assert is_framed(answer)
    assert "Das Formular ist abgelaufen" in answer.content.decode()


def test_a_button_opened_as_a_page_gets_a_page(signed_in: Callable[[Role], Client], message: str) -> None:
    answer = signed_in(Role.OWNER).get(f"/anrufe/{message}/rueckruf/{'0' * 32}/erledigt")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert is_framed(answer)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_fault_of_ours_gets_a_page_that_asks_no_database(
    db: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries, language: str
) -> None:
    def away(*_args: object, **_more: object) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr("rufschutz.core.accounts.queries.link_owner", away)
    browser = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        answer = browser.get(f"/einrichten/{'x' * 43}/", headers={"Accept-Language": language})
    assert answer.status_code == 500
    assert is_framed(answer, language)
    translation.activate("de")
