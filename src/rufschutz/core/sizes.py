"""How large tables are, as SQLite's planner is told: else it takes every tenant's index for a short one.

Decides nothing about rows. PostgreSQL counts by itself (autovacuum).
"""

from __future__ import annotations

from typing import Final

from django.db import connection

LOOKED_AT: Final = 400
"""Rows of each index: what costs milliseconds however large the record is."""


def count_anew() -> bool:
    """Let SQLite look at some rows of each index; return whether it did. Never within a transaction."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
    return True
