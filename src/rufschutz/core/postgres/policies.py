"""Row-level security: which tables have it, how it is put up, and what is missing.

Every table of a `TenantRow` is read and written under one policy, which binds its owner, too
(FORCE). Decides nothing about who may do what; it keeps one tenant's statements from another's
rows even where a query forgot its scope. Two names of settings are all it knows of the program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import connections
from django_scopes import scope

from rufschutz.core.base import TenantRow
from rufschutz.core.postgres.base import ACCOUNT, TENANT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.apps import AppConfig
    from django.db.backends.base.base import BaseDatabaseWrapper

OWN: Final = "own_tenant"
OWN_SEATS: Final = "own_seats"
_MINE: Final = f"tenant_id = nullif(current_setting('{TENANT}', true), '')"
_SEATS: Final = f"user_id = nullif(current_setting('{ACCOUNT}', true), '')"

ACROSS: Final = {"accounts_membership": (OWN_SEATS, f"FOR SELECT USING ({_SEATS})")}
"""What may be read without a tenant, by table: an account's own memberships, and nothing else."""

_FOUND: Final = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, p.polname
    FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Wall:
    """What one table has: row-level security that binds its owner, and policies by name."""

    table: str
    forced: bool
    policies: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether this table is closed to other tenants, and opens by the named ways alone."""
        return self.forced and self.policies == frozenset({OWN, *(name for name, _ in _ways(self.table))})


def tables(configs: Iterable[AppConfig] | None = None) -> tuple[str, ...]:
    """Return the names of all tables that hold tenants' rows, of these apps or of all."""
    found = configs if configs is not None else apps.get_app_configs()
    models = (model for config in found for model in config.get_models())
    return tuple(sorted(model._meta.db_table for model in models if issubclass(model, TenantRow)))  # noqa: SLF001 - documented


def walls(connection: BaseDatabaseWrapper) -> tuple[Wall, ...]:
    """Return what each tenants' table that the database has is guarded by; nothing where it is SQLite."""
    if connection.vendor != "postgresql":
        return ()
    wanted = set(tables())
    forced: dict[str, bool] = {}
    policies: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND)
        for table, bound, policy in cursor.fetchall():
            forced[table] = bound
            policies.setdefault(table, set()).update([policy] if policy else [])
    return tuple(Wall(name, forced[name], frozenset(policies[name])) for name in sorted(wanted & set(forced)))


def leaks(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """Return the tables that show a row to this connection although no scope is open."""
    found = []
    with connection.cursor() as cursor, scope(tenant=""):
        for wall in walls(connection):
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{wall.table}")')  # noqa: S608 - a model's own name
            found += [wall.table] if cursor.fetchone()[0] else []
    return tuple(found)


def put_up(using: str) -> tuple[str, ...]:
    """Put up every wall that is not whole and return the tables; run again, it does nothing."""
    connection = connections[using]
    broken = [wall for wall in walls(connection) if not wall.whole]
    with connection.cursor() as cursor:
        for wall in broken:
            for statement in _statements(wall):
                cursor.execute(statement)
    return tuple(wall.table for wall in broken)


def _statements(wall: Wall) -> Iterator[str]:
    table = f'"{wall.table}"'
    for policy in sorted(wall.policies):
        yield f'DROP POLICY "{policy}" ON {table}'
    yield f"CREATE POLICY {OWN} ON {table} USING ({_MINE}) WITH CHECK ({_MINE})"
    for name, way in _ways(wall.table):
        yield f"CREATE POLICY {name} ON {table} {way}"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"


def _ways(table: str) -> tuple[tuple[str, str], ...]:
    return (ACROSS[table],) if table in ACROSS else ()


def after_migrate(using: str, **_: object) -> None:
    """Put up the walls of what a migration has just made."""
    put_up(using)
