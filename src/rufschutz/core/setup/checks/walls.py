"""The second wall between tenants: that the database itself keeps them apart, for whoever asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from rufschutz.core.postgres.policies import leaks, tables, walls
from rufschutz.core.setup.checks.finding import error, note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding

_ABOVE = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_OWNED = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user"


def findings() -> Iterator[Finding]:
    """Yield where PostgreSQL does not keep tenants apart; SQLite has one controller and no such wall."""
    if connection.vendor != "postgresql":
        return
    if _asks(_ABOVE):
        what = "the database's role is a superuser or bypasses row-level security"
        yield error("database_role", what, "Use a role with neither: see PostgreSQL in docs/operate.")
    whole = {wall.table for wall in walls(connection) if wall.whole}
    if broken := sorted((set(tables()) - whole) | set(leaks(connection))):
        what = f"{len(broken)} tables are not closed to other tenants: {', '.join(broken[:3])} …"
        yield error("row_policies", what, "Stop worker and web, then: rufschutz upgrade")
    if _asks(f"SELECT EXISTS ({_OWNED})"):
        what = "the service's own role owns the tables and could lift what keeps tenants apart"
        yield note("database_owner", what, "Name an owner of its own: see PostgreSQL in docs/operate.")


def _asks(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return bool(cursor.fetchone()[0])
