from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.adapters.clock import Clock
from rufschutz.console.signin.idle import LIMIT, IdleMiddleware
from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from django.test import Client


def later(ms: int) -> Clock:
    return Clock(offset=ms)


def test_an_idle_session_ends(signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.get("/leitungen/").status_code == 200
    monkeypatch.setattr(IdleMiddleware, "clock", later(LIMIT + 1000))
    assert browser.get("/leitungen/").status_code == 302
    assert "30 Minuten nicht aktiv" in browser.get("/anmelden/").content.decode()


def test_a_session_in_use_lives_on(
    signed_in: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(Role.OWNER)
    for minutes in (0, 20, 40, 60):
        monkeypatch.setattr(IdleMiddleware, "clock", later(minutes * 60_000))
        assert browser.get("/leitungen/").status_code == 200
