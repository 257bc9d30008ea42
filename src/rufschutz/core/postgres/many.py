"""Many new rows of one table in one statement: as one text that PostgreSQL takes apart.

A row-wise insert names every value of every row, which costs more than storing them. Types and limits are
the table's own. Decides nothing; a row of another tenant is refused as everywhere.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection, models

from rufschutz.core.base import require_own_targets, require_tenant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.base import TenantRow


def insert_all(rows: Sequence[TenantRow]) -> None:
    """Insert new rows of one model, of the tenant in scope, which hold texts, numbers, yes or no, and JSON.

    A number that the database counts is left to it, and not read back. Raises `ForeignTenantError`.
    """
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model.objects.bulk_create(rows)
        return
    for row in rows:
        require_tenant(row.tenant_id)
        require_own_targets(row)
    meta = model._meta  # noqa: SLF001 - Django's documented interface
    stored = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    text = json.dumps([{field.column: getattr(row, field.attname) for field in stored} for row in rows])
    names = ", ".join(connection.ops.quote_name(field.column or "") for field in stored)
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)",  # noqa: S608 - a model's own names
            [text],
        )
