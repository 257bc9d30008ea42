"""Two people who may order and approve, and a call in the archive."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import CallId, PersonId


def somebody(tenant, name, role, now) -> Actor:
    user = create_user(f"{name}@example.org", name, now)
    grant_role(tenant, user, role, "test", now)
    return Actor(PersonId(user.person_id), tenant, Role(role.value), second_factor=True)


@pytest.fixture
def first(office, now) -> Actor:
    return somebody(office.tenant, "first", Held.OWNER, now)


@pytest.fixture
def second(office, now) -> Actor:
    return somebody(office.tenant, "second", Held.DEPUTY, now)


@pytest.fixture
def third(office, now) -> Actor:
    return somebody(office.tenant, "third", Held.OWNER, now)


@pytest.fixture
def call(office) -> CallId:
    """A call with a message, in the archive, under the shipped policy."""
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("f" * 32), office.now)
    return office.recorded().id


@pytest.fixture
def dpo(office, first) -> Actor:
    """The data protection officer, under the shipped policy."""
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("f" * 32), office.now)
    return somebody(office.tenant, "officer", Held.DATA_PROTECTION_OFFICER, office.now)
