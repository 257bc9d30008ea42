"""Who may do what for whom."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role, issue_link
from rufschutz.core.accounts.models import Role
from rufschutz.core.accounts.queries import member_called, members, memberships, open_links, person_name
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis


@pytest.fixture
def user(tenant, now):
    user = create_user("owner@praxis.example", "Owner", now)
    grant_role(tenant, user, Role.OWNER, "test", now)
    return user


def test_memberships_span_tenants(user, tenant, other_tenant, now) -> None:
    grant_role(other_tenant, user, Role.AUDITOR, "test", Millis(now + 1))
    found = memberships(user, Millis(now + 1))
    assert [(member.tenant, member.role) for member in found] == [
        (tenant, Role.OWNER),
        (other_tenant, Role.AUDITOR),
    ]
    assert {member.name for member in found} == {"Owner"}


def test_members_are_one_tenants(user, tenant, other_tenant, now) -> None:
    assert [member.person for member in members(tenant, now)] == [user.person_id]
    assert members(other_tenant, now) == ()


def test_a_member_by_address_for_this_tenant_only(user, tenant, other_tenant, now) -> None:
    assert member_called(tenant, " Owner@praxis.example ", now) == members(tenant, now)[0]
    assert member_called(other_tenant, "owner@praxis.example", now) is None
    assert member_called(tenant, "nobody@praxis.example", now) is None


def test_a_person_by_id(user) -> None:
    assert person_name(PersonId(user.person_id)) == "Owner"
    assert person_name(PersonId("0" * 32)) == ""


def test_open_links_are_counted(user, tenant, now) -> None:
    issue_link(tenant, user, "test", now)
    assert open_links(now) == 1
    assert open_links(Millis(now + 10**7)) == 0
