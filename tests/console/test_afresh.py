"""Password and code are asked for once more, and nobody learns which of the two was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, code_now
from django.test import RequestFactory

from rufschutz.adapters.clock import Clock
from rufschutz.console import afresh
from rufschutz.console.viewer import Viewer
from rufschutz.core.accounts.identity import IdentityError
from rufschutz.core.accounts.models import Role
from rufschutz.domain.access.request import Action, Actor
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from rufschutz.core.accounts.models import User


def request(user: User, password: str, code: str) -> HttpRequest:
    made = RequestFactory().post("/", {"password": password, "code": code})
    made.user = user
    return made


def viewer(role: Acting, door) -> Viewer:
    return Viewer(Actor(PersonId("1" * 32), door.tenant, role, second_factor=True), "", "", "Europe/Berlin")


def test_both_are_needed_and_the_refusal_is_the_same(account: Callable[..., User]) -> None:
    user = account(Role.OWNER)
    for password, code in (("wrong", code_now()), (PASSWORD, "000000"), ("", "")):
        with pytest.raises(IdentityError) as refused:
            afresh.signed_in(request(user, password, code), Clock().now())
        assert afresh.told(refused.value) == "Passwort oder Code stimmt nicht."
    now = Clock().now()
    assert afresh.signed_in(request(user, PASSWORD, code_now()), now) == now


def test_guessing_is_slowed_down(account: Callable[..., User]) -> None:
    user = account(Role.OWNER)
    said = []
    for _ in range(50):
        with pytest.raises(afresh.NOT_AFRESH) as refused:
            afresh.signed_in(request(user, "wrong", "000000"), Clock().now())
        said.append(afresh.told(refused.value))
    assert said[0] == "Passwort oder Code stimmt nicht."
    assert said[-1] == "Zu viele Versuche. Bitte warten Sie eine Minute."


def test_who_owes_it_stands_in_the_table(door) -> None:
    assert afresh.owed(viewer(Acting.OWNER, door), Action.EXPORT_LEDGER)
    assert not afresh.owed(viewer(Acting.AUDITOR, door), Action.EXPORT_LEDGER)
    assert not afresh.owed(viewer(Acting.AGENT, door), Action.EXPORT_LEDGER)
