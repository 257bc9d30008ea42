"""SQLite plans by the size of tables once it was told; PostgreSQL needs nobody for it."""

from __future__ import annotations

import pytest
from django.db import connection

from rufschutz.bench import copying
from rufschutz.core import sizes
from rufschutz.core.keys.models import RootCheck


@pytest.mark.django_db(transaction=True)
def test_the_planner_knows_how_large_a_table_is_after_counting():
    RootCheck.objects.create(id="f" * 32, check_value="c", created_at=5)
    [row] = copying.rows("vault_rootcheck", "id", "f" * 32)
    copying.copy("vault_rootcheck", row, {"f" * 32: "root"}, 1, 99)
    assert sizes.count_anew() == (connection.vendor == "sqlite")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'vault_rootcheck'")
            assert cursor.fetchone()[0].startswith("100 ")


@pytest.mark.django_db
def test_it_keeps_out_of_other_peoples_transactions():
    assert not sizes.count_anew()
