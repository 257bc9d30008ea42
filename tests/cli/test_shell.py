from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.cli.shell import NobodyError, member_at_shell, shell_actor
from rufschutz.core.accounts import queries as accounts
from rufschutz.core.accounts.models import Role as Title
from rufschutz.core.tenants import queries as tenants
from rufschutz.domain.access.request import Role
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import Millis

TENANT = TenantId("a" * 32)
NOW = Millis(1_000)


def test_a_command_sees_what_an_auditor_sees_for_a_minute():
    actor = shell_actor(TENANT, NOW)
    assert (actor.role, actor.tenant, actor.until) == (Role.AUDITOR, "a" * 32, 61_000)


@pytest.fixture
def people(monkeypatch):
    found: list[accounts.Member] = []
    monkeypatch.setattr(accounts, "members", lambda *_: tuple(found))
    monkeypatch.setattr(accounts, "member_called", lambda _, email, __: {m.name: m for m in found}.get(email))
    monkeypatch.setattr(tenants, "lines", lambda _: (SimpleNamespace(id="c" * 32),))
    return found


def person(number: int, role: Title) -> accounts.Member:
    return accounts.Member(PersonId(str(number) * 32), f"{number}@praxis.example", TENANT, role, None)


def test_without_a_name_it_is_the_only_owner(people):
    people += [person(1, Title.AGENT), person(2, Title.OWNER)]
    actor = member_at_shell(TENANT, None, NOW)
    assert (actor.person, actor.role) == ("2" * 32, Role.OWNER)


@pytest.mark.parametrize("owners", [0, 2])
def test_without_a_name_and_not_one_owner_nothing_is_done(people, owners):
    people += [person(number, Title.OWNER) for number in range(owners)]
    with pytest.raises(NobodyError):
        member_at_shell(TENANT, None, NOW)


def test_by_name_it_is_that_person_in_their_own_role(people):
    people += [person(1, Title.AGENT), person(2, Title.OWNER)]
    actor = member_at_shell(TENANT, "1@praxis.example", NOW)
    assert (actor.role, actor.lines) == (Role.AGENT, frozenset({"c" * 32}))
    with pytest.raises(NobodyError):
        member_at_shell(TENANT, "3@praxis.example", NOW)
