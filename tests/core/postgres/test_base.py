"""The server is told whose scope is in force before each statement, whatever became of the last."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django_scopes import scopes_disabled

from rufschutz.core.base import account_scope, tenant_scope
from rufschutz.core.postgres.base import in_force
from rufschutz.core.tenants.models import Line, Tenant

pytestmark = pytest.mark.django_db


def told() -> tuple[str, str]:
    if connection.vendor != "postgresql":
        return in_force()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.tenant', true), current_setting('app.account', true)")
        tenant, account = cursor.fetchone()
        return tenant or "", account or ""


def fail_in(tenant: str) -> None:
    """Fail in a scope that is over before the transaction is."""
    with transaction.atomic():
        Tenant.objects.count()
        with tenant_scope(tenant), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")


def think_better() -> None:
    """Take back a transaction in which a scope was told and nothing failed."""
    with transaction.atomic(), tenant_scope("b"):
        assert told() == ("b", "")
        raise ZeroDivisionError


def test_without_a_scope_nobody_is_named() -> None:
    assert told() == ("", "")
    with scopes_disabled():
        assert told() == ("", "")
    with tenant_scope("a"), scopes_disabled():
        assert told() == ("", "")


def test_the_scope_in_force_is_told_and_forgotten_again() -> None:
    with tenant_scope("a"):
        assert told() == ("a", "")
        with tenant_scope("b"):
            assert told() == ("b", "")
        assert told() == ("a", "")
    assert told() == ("", "")


def test_an_account_is_told_only_where_no_tenant_is() -> None:
    with account_scope("x"):
        assert told() == ("", "x")
        with tenant_scope("a"):
            assert told() == ("a", "")
        assert told() == ("", "x")
    assert told() == ("", "")


def test_what_a_rollback_takes_back_is_told_anew() -> None:
    with tenant_scope("a"):
        assert told() == ("a", "")
        with pytest.raises(DatabaseError):
            fail_in("b")
        assert told() == ("a", "")
        with pytest.raises(ZeroDivisionError):
            think_better()
        assert told() == ("a", "")
    with transaction.atomic():
        savepoint = transaction.savepoint()
        with tenant_scope("a"):
            assert told() == ("a", "")
            transaction.savepoint_rollback(savepoint)
            assert told() == ("a", "")
    assert told() == ("", "")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_failed_in_another_scope_ends_and_leaves_nothing() -> None:
    with pytest.raises(DatabaseError):
        fail_in("a")
    assert told() == ("", "")
    with tenant_scope("a"), pytest.raises(ZeroDivisionError):
        think_better()
    assert told() == ("", "")
    connection.close()
    with tenant_scope("a"):
        assert told() == ("a", "")


def test_a_query_set_runs_in_the_scope_in_which_it_is_asked(tenant) -> None:
    with tenant_scope(tenant):
        rows = Line.objects.all()
        assert len(rows) == 1
