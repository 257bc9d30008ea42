"""A practice has more than one person, and each signs in as themselves."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import redeem_link
from rufschutz.core.accounts.models import Role
from rufschutz.core.accounts.queries import members
from rufschutz.core.setup.people import RoleEndError, add_person, end_membership, listed
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_a_person_gets_a_role_and_a_way_in(tenant, now):
    token = add_person("officer@example.org", "Officer", "data_protection_officer", None, now)
    (member,) = members(tenant, now)
    assert (member.name, member.role, member.until) == ("Officer", Role.DATA_PROTECTION_OFFICER, None)
    assert redeem_link(token, now).email == "officer@example.org"


@pytest.mark.usefixtures("scope")
def test_a_role_can_end_by_itself(tenant, now):
    add_person("auditor@example.org", "Auditor", "auditor", 2, now)
    assert members(tenant, Millis(now + 2 * DAY - 1))
    assert not members(tenant, Millis(now + 2 * DAY))


@pytest.mark.usefixtures("scope")
def test_a_second_role_is_of_the_same_person(tenant, now):
    add_person("a@example.org", "A", "owner", None, now)
    add_person("a@example.org", "A", "agent", None, now)
    found = members(tenant, now)
    assert {member.role for member in found} == {Role.OWNER, Role.AGENT}
    assert len({member.person for member in found}) == 1


@pytest.mark.usefixtures("scope")
def test_a_role_ends_at_once_and_the_last_owners_never(tenant, now):
    add_person("a@example.org", "A", "owner", None, now)
    add_person("b@example.org", "B", "owner", 7, now)
    with pytest.raises(RoleEndError, match="the last owner"):
        end_membership("a@example.org", "owner", Millis(now + 1))
    add_person("c@example.org", "C", "owner", None, now)
    end_membership(" A@example.org", "owner", Millis(now + 1))
    assert [row.email for row in listed(Millis(now + 1))] == ["b@example.org", "c@example.org"]
    with pytest.raises(RoleEndError, match="has the role owner"):
        end_membership("a@example.org", "owner", Millis(now + 2))
