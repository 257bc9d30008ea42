"""Accounts, roles, and the one-time link."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from rufschutz.core.accounts import actions
from rufschutz.core.accounts.actions import LINK_LIVES, DemoOnlyError, LinkError
from rufschutz.core.accounts.models import Person, Role, SetupLink, User
from rufschutz.core.accounts.queries import memberships
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import Millis, to_datetime

PASSWORD = "vier rote Wale lesen"


@pytest.fixture
def user(tenant, now):
    return actions.create_user("owner@praxis.example", "Owner", now)


@pytest.fixture
def owner(tenant, user, now):
    actions.grant_role(tenant, user, Role.OWNER, "test", now)
    return user


def events(tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def test_an_account_has_a_person_and_no_password(user) -> None:
    assert user.person.name == "Owner"
    assert not user.has_usable_password()


def test_the_same_address_is_the_same_account(user, now) -> None:
    assert actions.create_user("OWNER@praxis.example", "Else", now) == user
    assert Person.objects.count() == 1


def test_a_role_is_given_once_and_logged(tenant, owner, now) -> None:
    actions.grant_role(tenant, owner, Role.OWNER, "test", now)
    assert [member.role for member in memberships(owner, now)] == [Role.OWNER]
    assert events(tenant).count("policy:role:changed") == 1


def test_a_role_can_be_given_for_a_time_and_ended(tenant, user, now) -> None:
    actions.grant_role(tenant, user, Role.AUDITOR, "test", now, until=Millis(now + 10))
    assert memberships(user, Millis(now + 9))
    assert not memberships(user, Millis(now + 10))
    actions.grant_role(tenant, user, Role.AUDITOR, "test", now)
    actions.end_role(tenant, user, Role.AUDITOR, "test", Millis(now + 20))
    assert not memberships(user, Millis(now + 20))
    actions.end_role(tenant, user, Role.AGENT, "test", now)
    assert events(tenant).count("policy:role:changed") == 3


def test_a_link_opens_once(tenant, owner, now) -> None:
    token = actions.issue_link(tenant, owner, "test", now)
    assert actions.redeem_link(token, now) == owner
    with pytest.raises(LinkError, match="was used"):
        actions.redeem_link(token, now)
    assert "policy:link:issued" in events(tenant)


def test_a_link_lives_fifteen_minutes(tenant, owner, now) -> None:
    token = actions.issue_link(tenant, owner, "test", now)
    assert LINK_LIVES == 15 * 60 * 1000
    with pytest.raises(LinkError):
        actions.redeem_link(token, Millis(now + LINK_LIVES))
    assert actions.redeem_link(token, Millis(now + LINK_LIVES - 1)) == owner


def test_only_the_hash_of_a_link_is_kept(tenant, owner, now) -> None:
    token = actions.issue_link(tenant, owner, "test", now)
    assert len(token) >= 43
    row = SetupLink.objects.get()
    assert token not in {str(value) for value in vars(row).values()}
    with pytest.raises(LinkError):
        actions.redeem_link(row.token_sha256, now)


def test_a_new_link_ends_the_one_before(tenant, owner, now) -> None:
    old = actions.issue_link(tenant, owner, "test", now)
    new = actions.issue_link(tenant, owner, "test", now)
    with pytest.raises(LinkError):
        actions.redeem_link(old, now)
    assert actions.redeem_link(new, now) == owner


def test_a_closed_account_cannot_use_its_link(tenant, owner, now) -> None:
    token = actions.issue_link(tenant, owner, "test", now)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    with pytest.raises(LinkError):
        actions.redeem_link(token, now)
    assert memberships(User.objects.get(pk=owner.pk), now) == ()


def test_setting_up_spends_the_link_and_sets_the_password(tenant, owner, now) -> None:
    token = actions.issue_link(tenant, owner, "test", now)
    assert actions.set_up(token, PASSWORD, now).check_password(PASSWORD)
    with pytest.raises(LinkError):
        actions.set_up(token, "another", now)
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD)


def test_what_happens_at_the_door_is_logged_without_a_name(tenant, owner, now) -> None:
    actions.note(owner, AuditEvent.SIGN_IN, now)
    actions.note_failed_sign_in("owner@praxis.example", now, "password")
    actions.note_failed_sign_in("stranger@example.org", now, "password")
    with tenant_scope(tenant):
        rows = list(OutboxEntry.objects.filter(event__startswith="account:"))
    assert [row.event for row in rows] == [
        "account:sign_in",
        "account:sign_in:failed",
        "account:sign_in:failed",
    ]
    assert not any("@" in row.payload for row in rows)


def test_a_known_second_factor_exists_in_a_demo_only(user) -> None:
    with pytest.raises(DemoOnlyError):
        actions.enrol_known_totp(user, "JBSWY3DPEHPK3PXP", demo=False)
    actions.enrol_known_totp(user, "JBSWY3DPEHPK3PXP", demo=True)
    stored = Authenticator.objects.get(user=user)
    assert "JBSWY3DPEHPK3PXP" not in str(stored.data)
    assert stored.wrap().validate_code("000000") in {True, False}


def test_sessions_and_links_that_are_over_leave_nothing(tenant, owner, now) -> None:
    actions.issue_link(tenant, owner, "test", now)
    for key, at in (("over", now - 1), ("open", now + 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=to_datetime(Millis(at)))
    actions.forget_visits(now)
    assert [row.session_key for row in Session.objects.all()] == ["open"]
    assert SetupLink.objects.count() == 1
    actions.forget_visits(Millis(now + LINK_LIVES + 1))
    assert not SetupLink.objects.exists()
    assert not Session.objects.exists()
