"""The second person is an owner or the deputy, and never the officer."""

from __future__ import annotations

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.accounts.models import User
from rufschutz.core.approvals.people import aliases_of, client_of, officers_of, seconds_of, with_role
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId


def test_owners_and_deputies_are_and_the_officer_is_not(first, second, dpo, now):
    assert seconds_of(first.tenant, now) == {first.person, second.person}
    assert with_role(first.tenant, Role.DATA_PROTECTION_OFFICER, now) == {dpo.person}


def test_an_owner_who_is_the_officer_as_well_is_none(first, second, now):
    grant_role(
        second.tenant, User.objects.get(person_id=second.person), Held.DATA_PROTECTION_OFFICER, "x", now
    )
    assert seconds_of(first.tenant, now) == {first.person}


def test_an_officer_under_another_account_is_none(first, second, dpo, now):
    user = create_user("Officer+amt@Example.org", "another name", now)
    grant_role(first.tenant, user, Held.OWNER, "x", now)
    assert seconds_of(first.tenant, now) == {first.person, second.person}
    assert officers_of(first.tenant, now) == {dpo.person, user.person_id}
    assert aliases_of({PersonId("f" * 32)}) == set()


def test_a_policy_of_ones_own_has_no_client(first, now):
    assert client_of(first.tenant, Subject.POLICY, now) is None
    assert client_of(first.tenant, Subject.DELETE_CALL, now) is None
