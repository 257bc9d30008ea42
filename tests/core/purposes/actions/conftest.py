"""An office whose policy is live, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from publishing import person, shorter

from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.purposes.actions import (
    Draft,
    adopt_policy,
    propose,
    publication,
)

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor


@pytest.fixture
def first(tenant, now) -> Actor:
    return person(tenant, "first", Held.OWNER, now)


@pytest.fixture
def second(tenant, now) -> Actor:
    return person(tenant, "second", Held.OWNER, now)


@pytest.fixture
def deputy(tenant, now) -> Actor:
    return person(tenant, "deputy", Held.DEPUTY, now)


@pytest.fixture
def dpo(tenant, now) -> Actor:
    return person(tenant, "officer", Held.DATA_PROTECTION_OFFICER, now)


@pytest.fixture
def live(tenant, first, policy, now) -> str:
    return adopt_policy(tenant, policy, first.person, now)


@pytest.fixture
def wish(shelves, now, unrehearsed):
    """Propose a change; texts are rehearsed only where a test is about them."""

    def wish(actor, change=shorter, reason="Weniger genügt.", material=(), at=now):
        return propose(actor, Draft(change, reason, material), shelves.clips, at)

    return wish


@pytest.fixture
def unrehearsed(monkeypatch, request):
    if "rehearsed" not in request.fixturenames:
        monkeypatch.setattr(publication, "rehearse_policy", lambda *_: None)


@pytest.fixture
def rehearsed():
    """Render every proposal, as outside tests."""
