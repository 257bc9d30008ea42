from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from console_keys import PASSWORD, code_now
from django.test import Client

from rufschutz.core.accounts import actions
from rufschutz.core.accounts.models import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage

    from rufschutz.core.accounts.models import User


@pytest.fixture
def both(account: Callable[..., User], stage: Stage, door) -> Client:
    """Someone who is an agent first and an auditor too."""
    user = account(Role.AGENT)
    until = stage.now + 4000 * 86_400_000
    actions.grant_role(door.tenant, user, Role.AUDITOR, "init", stage.now + 1, until)
    browser = Client()
    browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    browser.post("/anmelden/code/", {"code": code_now()})
    return browser


def test_the_oldest_membership_counts_until_another_is_chosen(both: Client, door) -> None:
    assert both.get("/").headers["Location"] == "/anrufe/"
    answer = both.post("/praxis/", {"seat": f"{door.tenant}:auditor"})
    assert answer.headers["Location"] == "/"
    assert both.get("/").headers["Location"] == "/lage/"
    page = both.get("/lage/").content.decode()
    assert f'<option value="{door.tenant}:auditor" selected>Praxis Beispiel · Prüfung</option>' in page


def test_a_membership_of_somebody_else_cannot_be_chosen(both: Client, door) -> None:
    both.post("/praxis/", {"seat": f"{door.tenant}:owner"})
    both.post("/praxis/", {"seat": f"{'b' * 32}:agent"})
    assert both.get("/").headers["Location"] == "/anrufe/"
    assert both.get("/lage/").status_code == 403


def test_who_has_one_membership_has_no_choice(signed_in: Callable[[Role], Client]) -> None:
    assert "<select" not in signed_in(Role.OWNER).get("/anrufe/").content.decode()
