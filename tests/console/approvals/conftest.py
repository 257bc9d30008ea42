"""A second person beside the owner, and something asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, code_now
from django.core.cache import cache
from django.test import Client

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.domain.access.request import Actor
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage

    from rufschutz.core.accounts.models import User

CALL = "d" * 32


class Others:
    """Signs further people in, beside whoever is."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.made: dict[Role, User] = {}

    def user(self, role: Role) -> User:
        """Return the one account in a role."""
        if role not in self.made:
            self.made[role] = self.stage.account(role)
        return self.made[role]

    def enter(self, role: Role) -> Client:
        """Return a browser of somebody in a role; the account is made where there is none."""
        user, browser = self.user(role), Client()
        cache.clear()
        browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
        assert browser.post("/anmelden/code/", {"code": code_now()}).status_code == 302
        cache.clear()
        return browser


@pytest.fixture
def others(stage: Stage) -> Others:
    return Others(stage)


@pytest.fixture
def owner(others: Others) -> Actor:
    """The owner as who asks."""
    person = PersonId(others.user(Role.OWNER).person_id)
    return Actor(person, others.stage.tenant, Acting.OWNER, second_factor=True)


@pytest.fixture
def ask_for(owner: Actor, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Ask for something in the owner's name; returns the request's id."""
    monkeypatch.setattr("rufschutz.core.approvals.actions.asking.demands", lambda *_: True)

    def asked(subject: Subject = Subject.DELETE_CALL, target: str = CALL, **said: str) -> str:
        shown = Shown(subject, said.get("document", "{}"), "Falsch verbunden", target=target, count=4)
        role = Acting.SUPERVISOR if subject is Subject.LISTEN_QUALITY else Acting.OWNER
        with locked(owner.tenant):
            return ask(replace(owner, role=role), shown, Clock().now())

    return asked
