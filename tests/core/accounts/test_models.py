"""Accounts by address, roles with an end, and no right by Django's flags."""

from __future__ import annotations

from rufschutz.core.accounts.actions import create_user
from rufschutz.core.accounts.models import Membership, Role, User
from rufschutz.domain.moments import Millis


def test_an_address_is_compared_without_case(db, now) -> None:
    user = create_user("Owner@Praxis.Example", "Owner", now)
    assert User.objects.get_by_natural_key("OWNER@praxis.example") == user


def test_an_account_prints_its_id_only(db, now) -> None:
    user = create_user("owner@praxis.example", "Owner", now)
    assert str(user) == user.pk
    assert not user.has_perm("anything")


def test_an_address_is_kept_in_lower_case() -> None:
    user = User(email="Owner@Praxis.Example")
    user.clean()
    assert user.email == "owner@praxis.example"


def test_a_role_is_in_force_from_its_start_to_before_its_end() -> None:
    row = Membership(role=Role.AUDITOR, since=10, until=20)
    assert [row.current(Millis(at)) for at in (9, 10, 19, 20)] == [False, True, True, False]
    assert Membership(role=Role.OWNER, since=10, until=None).current(Millis(10**15))
