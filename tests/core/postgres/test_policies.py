"""The second wall: what the database itself shows and takes, whatever a query forgot."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from second_wall import as_owner

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Membership, Role
from rufschutz.core.base import TenantRow, account_scope, tenant_scope
from rufschutz.core.postgres.policies import ACROSS, put_up, tables, walls
from rufschutz.core.tenants.models import Line
from rufschutz.domain.ids import PersonId

pytestmark = pytest.mark.django_db


def on_postgresql() -> bool:
    return connection.vendor == "postgresql"


def ask(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def raw(model: type[models.Model]) -> models.QuerySet[models.Model]:
    """All rows of a table, past scope and manager, as a query that forgot both."""
    return models.QuerySet(model)


@pytest.mark.rule("R35")
def test_every_table_of_a_tenant_has_a_whole_wall() -> None:
    assert set(tables()) == {m._meta.db_table for m in apps.get_models() if issubclass(m, TenantRow)}
    if not on_postgresql():
        assert walls(connection) == ()
        return
    assert [wall.table for wall in walls(connection)] == list(tables())
    assert [wall.table for wall in walls(connection) if not wall.whole] == []


@pytest.mark.rule("R35")
def test_nothing_is_seen_without_a_scope_and_nothing_of_others_within_one(tenant, other_tenant) -> None:
    if not on_postgresql():
        return
    assert raw(Line).count() == 0
    for each in (tenant, other_tenant):
        with tenant_scope(each):
            assert ask("SELECT DISTINCT tenant_id FROM tenants_line") == [(each,)]
            assert set(raw(Line).values_list("tenant_id", flat=True)) == {each}


@pytest.mark.rule("R35")
def test_nothing_of_others_is_written(tenant, other_tenant, now) -> None:
    if not on_postgresql():
        return
    foreign = Line(id="7" * 32, tenant_id=other_tenant, user_part="neu", name="x", created_at=now)
    with tenant_scope(tenant):
        theirs = raw(Line).filter(tenant_id=other_tenant)
        assert theirs.update(name="x") == 0
        assert ask("DELETE FROM tenants_line WHERE tenant_id = %s", other_tenant) == [(0,)]
        for write in (
            lambda: raw(Line).bulk_create([foreign]),
            lambda: raw(Line).update(tenant_id=other_tenant),
        ):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                write()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        raw(Line).bulk_create([foreign])
    with tenant_scope(other_tenant):
        assert [line.name for line in Line.objects.all()] == ["Anmeldung"]


def test_an_account_reads_its_own_memberships_and_changes_none(tenant, other_tenant, now) -> None:
    mine, theirs = (create_user(f"{name}@example.org", name, now) for name in ("a", "b"))
    for place in (tenant, other_tenant):
        for user in (mine, theirs):
            grant_role(place, user, Role.AGENT, PersonId("setup"), now)
    if not on_postgresql():
        return
    with account_scope(mine.pk):
        assert {row.user_id for row in Membership.objects.all()} == {mine.pk}
        assert raw(Membership).count() == 2
        assert raw(Membership).update(role="owner") == 0
        assert raw(Line).count() == 0


def test_there_is_one_way_across() -> None:
    assert set(ACROSS) == {"accounts_membership"}


@pytest.mark.parametrize(
    "breach",
    [
        "ALTER TABLE tenants_line NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tenants_line DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own_tenant ON tenants_line",
        "CREATE POLICY another ON tenants_line USING (true)",
    ],
)
def test_a_breach_is_seen_and_mended(breach) -> None:
    if not on_postgresql():
        return
    with as_owner():
        ask(breach)
        assert [wall.table for wall in walls(connection) if not wall.whole] == ["tenants_line"]
        assert put_up("default") == ("tenants_line",)
        assert put_up("default") == ()
