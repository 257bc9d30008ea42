"""A practice has more than one person, and each signs in as themselves."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.actions import redeem_link
from rufschutz.core.accounts.models import Role
from rufschutz.core.accounts.queries import members
from rufschutz.core.setup.people import add_person
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
