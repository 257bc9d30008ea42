from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.test import Client

if TYPE_CHECKING:
    import pytest


def test_it_answers_whether_it_is_well_and_nothing_else(db: None) -> None:
    answer = Client().get("/gesund")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert not answer.cookies


def test_it_says_when_the_database_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr("rufschutz.console.health.views.connection", SimpleNamespace(cursor=away))
    assert Client().get("/gesund").status_code == 503


def test_it_takes_no_orders(db: None) -> None:
    assert Client().post("/gesund").status_code == 405
