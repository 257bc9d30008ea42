"""`check` finds a database that would not keep tenants apart."""

from __future__ import annotations

import pytest
from django.db import connection
from second_wall import as_owner

from rufschutz.core.setup.checks import walls
from rufschutz.core.setup.checks.finding import Level

pytestmark = pytest.mark.django_db


def found() -> dict[str, Level]:
    return {finding.name: finding.level for finding in walls.findings()}


def test_where_every_wall_stands_nothing_is_found() -> None:
    assert found() == {}


def test_a_role_above_the_walls_forbids_real_calls(monkeypatch) -> None:
    if connection.vendor == "postgresql":
        monkeypatch.setattr(walls, "_ABOVE", "SELECT true")
        assert found() == {"database_role": Level.ERROR}


def test_who_owns_the_tables_could_lift_the_walls() -> None:
    if connection.vendor == "postgresql":
        with as_owner():
            assert found() == {"database_owner": Level.NOTE}


@pytest.mark.rule("R35")
@pytest.mark.parametrize(
    "breach",
    [
        "ALTER TABLE calls_call NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_tenant ON calls_call",
        "ALTER POLICY own_tenant ON tenants_line USING (true)",
    ],
)
def test_a_missing_wall_is_found(tenant, breach) -> None:
    if connection.vendor != "postgresql":
        return
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(breach)
    assert found() == {"row_policies": Level.ERROR}
