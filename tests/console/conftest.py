"""What the console's tests share: one practice, its people by role, and browsers that are signed in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_keys import PASSWORD, SECRET, code_now
from console_stage import TENANT, Stage, Told

from rufschutz.adapters.clock import Clock
from rufschutz.console import vaultdoor
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rufschutz.core.accounts.models import Role, User
    from rufschutz.domain.ids import TenantId


class Door:
    """What someone needs to get in."""

    tenant = TENANT
    password = PASSWORD
    secret = SECRET
    code = staticmethod(code_now)


@pytest.fixture
def door() -> type[Door]:
    """Password, codes and tenant of the accounts made here."""
    return Door


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Rate limits and used codes do not outlive a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A language that a test or a request chose does not outlive the test."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def stage(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """An installation with one practice; the console has its keys."""
    made = Stage.build(tmp_path, Millis(Clock().now() - 8 * DAY))
    monkeypatch.setattr(vaultdoor, "keys", lambda: made.keys)
    monkeypatch.setattr(vaultdoor, "blobs", lambda: made.blobs)
    monkeypatch.setattr(vaultdoor, "place", lambda: made.place)
    monkeypatch.setattr(vaultdoor, "log_directory", lambda: made.root / "log")
    monkeypatch.setattr(vaultdoor, "plans", lambda: made.root / "plans")
    monkeypatch.setattr(vaultdoor, "clips", lambda: made.root / "clips")
    return made


@pytest.fixture
def tenant(stage: Stage) -> TenantId:
    """The practice."""
    return TENANT


@pytest.fixture
def account(stage: Stage) -> Callable[..., User]:
    """Make an account in a role, with a password and, unless told otherwise, a second factor."""
    return stage.account


@pytest.fixture
def signed_in(account: Callable[..., User]) -> Callable[[Role | None], Client]:
    """Return a browser in which someone of a role went through both steps of the sign-in."""

    def enter(role: Role | None) -> Client:
        user = account(role)
        browser = Client()
        browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
        answer = browser.post("/anmelden/code/", {"code": code_now()})
        assert answer.status_code == 302, "signing in failed"
        return browser

    return enter


@pytest.fixture
def message(stage: Stage) -> str:
    """A call of yesterday in which a message of 3 seconds was left and a callback confirmed."""
    return stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="yes_and_recorded",
            message=3,
            number="+493023125047",
            consent=ConsentState.GIVEN,
            callback="+493023125047",
        )
    )


@pytest.fixture
def refusal(stage: Stage) -> str:
    """A call of yesterday in which the caller wanted no recording."""
    return stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="refused",
            consent=ConsentState.REFUSED,
            refused_by=RefusedBy.KEY,
        )
    )
