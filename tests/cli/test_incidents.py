"""A difference is listed with its id and settled from the command line, by those who may."""

from __future__ import annotations

import json

import pytest

SEED = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role
from rufschutz.core.completeness.actions import incident
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.completeness.incident import IncidentKind
tenant, now = tenant_ids()[0], Clock().now()
user = create_user("dpo@example.org", "Datenschutz", now)
grant_role(tenant, user, Role.DATA_PROTECTION_OFFICER, "test", now)
incident(tenant, IncidentKind.ROW_WITHOUT_BLOB, "7" * 32, (), now)
"""
WORDS = "Die Datei lag auf der alten Platte und ist zurückgeholt."


def told(done) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.rule("R48", "R84")
def test_a_difference_is_listed_and_settled_with_words_by_the_owner_and_not_by_the_officer(
    installed, tmp_path
):
    office = installed.copy(tmp_path)
    office.program(SEED)
    listed = told(office.run("store", "list", "--by", "dpo@example.org"))
    assert "A recording's file is missing." in listed
    (seen,) = json.loads(told(office.run("store", "list", "--json")))
    assert seen["id"] in listed
    for refused, why in (
        (office.run("store", "settle", seen["id"], "--words", WORDS, "--by", "dpo@example.org"), "settle"),
        (office.run("store", "settle", seen["id"], "--words", "ok"), "ten characters"),
        (office.run("store", "settle", "0" * 32, "--words", WORDS), "no such incident"),
    ):
        assert refused.returncode == 1
        assert why in refused.stderr
    assert "stands in the log" in told(office.run("store", "settle", seen["id"], "--words", WORDS))
    assert "no difference is open" in told(office.run("store", "list"))
    assert WORDS in told(office.run("store", "list", "--settled"))
