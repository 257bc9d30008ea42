"""From the command line the officer asks for a stop, and it is seen and answered."""

from __future__ import annotations

import json

import pytest

OFFICER = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role
from rufschutz.core.tenants.queries import tenant_ids
now = Clock().now()
user = create_user("dpo@example.org", "DPO", now)
grant_role(tenant_ids()[0], user, Role.DATA_PROTECTION_OFFICER, "x", now)
"""


def told(done) -> str:
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.mark.long
@pytest.mark.rule("R84")
def test_the_officer_asks_and_the_owner_answers(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    office.program(OFFICER)
    ask = ("retention", "ask-stop", "--reason", "Bitte prüfen", "--days", "2", "--by")
    assert "until then runs go on" in told(office.run(*ask, "dpo@example.org"))
    assert office.run(*ask, "inhaber@example.org").returncode == 1
    (card,) = json.loads(told(office.run("retention", "stop-requests", "--json")))
    assert "answer due by" in told(office.run("retention", "stop-requests"))
    refused = office.run("retention", "answer-stop", card["id"], "grant", "--by", "dpo@example.org")
    assert refused.returncode == 1
    assert "stand still until" in told(office.run("retention", "answer-stop", card["id"], "grant"))
    assert "granted" in told(office.run("retention", "stop-requests"))


def test_seven_days_at_most(nowhere) -> None:
    done = nowhere.run("retention", "ask-stop", "--reason", "x", "--days", "8", "--by", "a@example.org")
    assert done.returncode == 2
