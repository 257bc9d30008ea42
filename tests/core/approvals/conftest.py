"""People of a practice, and something that can be asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.effects import EFFECTS
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


def person(tenant: TenantId, name: str, role: Held, now: Millis) -> Actor:
    """Return someone who has a role with a controller."""
    user = create_user(f"{name}@example.org", name, now)
    grant_role(tenant, user, role, "test", now)
    return Actor(PersonId(user.person_id), tenant, Role(role.value), second_factor=True)


@pytest.fixture
def first(tenant: TenantId, now: Millis) -> Actor:
    """An owner, under the shipped policy."""
    actor = person(tenant, "first", Held.OWNER, now)
    adopt_policy(tenant, shipped_policy("P"), actor.person, now)
    return actor


@pytest.fixture
def strict(tenant: TenantId, now: Millis) -> Actor:
    """An owner, under the shipped policy of a call centre."""
    actor = person(tenant, "strict", Held.OWNER, now)
    adopt_policy(tenant, shipped_policy("C"), actor.person, now)
    return actor


@pytest.fixture
def second(tenant: TenantId, now: Millis) -> Actor:
    """Another owner."""
    return person(tenant, "second", Held.OWNER, now)


@pytest.fixture
def dpo(tenant: TenantId, now: Millis) -> Actor:
    """The data protection officer."""
    return person(tenant, "officer", Held.DATA_PROTECTION_OFFICER, now)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What took effect, as ``(subject, target)``; what is asked for may be anything."""
    found: list[tuple[str, str]] = []

    def effect(row: Proposal, now: Millis) -> str:
        del now
        found.append((row.subject, row.target))
        return row.target

    for subject in Subject:
        monkeypatch.setitem(EFFECTS, subject, effect)
    return found
