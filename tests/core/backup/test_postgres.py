"""What is asked of PostgreSQL where there is one; the drill (system tests) plays all of it on a server."""

from __future__ import annotations

import pytest
from django.db import connection

from rufschutz.core.backup import postgres
from rufschutz.core.postgres.policies import tables


def test_names_are_quoted():
    assert postgres._listed(["id", "order"]) == '"id", "order"'


@pytest.mark.django_db
def test_every_tenants_table_is_among_the_columns_that_are_asked_for():
    if connection.vendor != "postgresql":
        assert tables()
        return
    with connection.cursor() as cursor:
        cursor.execute(postgres._COLUMNS)
        found = {name for name, _ in cursor.fetchall()}
        cursor.execute(postgres._SEQUENCES)
        counted = {table for table, _, _ in cursor.fetchall()}
    assert set(tables()) <= found
    assert "audit_outboxentry" in counted
