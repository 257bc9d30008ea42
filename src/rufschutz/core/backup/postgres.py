"""A moment of a PostgreSQL database: one REPEATABLE READ transaction, every table copied out by COPY.

It needs no owner's rights: tenants' rows are read tenant by tenant, as the policies want it. Loading
goes the same way back, through a staging table, since COPY cannot write where a policy stands.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.db import connections

from rufschutz.core.backup.snapshot import EMPTIED, KEYS
from rufschutz.core.postgres.base import TENANT
from rufschutz.core.postgres.policies import tables as tenants_tables
from rufschutz.vault.backup.container import PIECE, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.core.backup.snapshot import Row

COUNTERS: Final = "counters"
ROWS: Final = "rows"
_COLUMNS: Final = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES: Final = """
    SELECT t.relname, a.attname, s.oid::regclass::text
    FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_class t ON t.oid = d.refobjid
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
    WHERE d.deptype IN ('a', 'i') AND t.relnamespace = current_schema()::regnamespace
    ORDER BY t.relname, a.attname
"""


class PostgresSnapshot:
    """The database as it is now. Implements `rufschutz.core.backup.snapshot.Snapshot`."""

    def __init__(self) -> None:
        self._own = connections.create_connection("default")
        self._own.ensure_connection()
        self._session: Any = self._own.connection
        self._session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._columns = {
            str(table): tuple(map(str, columns)) for table, columns in self._session.execute(_COLUMNS)
        }
        rows = self._session.execute("SELECT id FROM tenants_tenant ORDER BY id")
        self._tenants = [str(name) for (name,) in rows]
        self._closed = set(tenants_tables())

    def schema(self) -> tuple[str, ...]:
        """Return the migrations that were applied."""
        rows = self._session.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return tuple(f"{app}.{name}" for app, name in rows)

    def data(self) -> Iterator[Part]:
        """Yield where the counters stand, then each table's rows, a tenant's at a time."""
        yield Part(COUNTERS, [json.dumps(list(self._counters())).encode()])
        for table in self._columns:
            if table.startswith(KEYS) or table in EMPTIED:
                continue
            for tenant in self._seen(table):
                name = json.dumps([table, tenant, self._columns[table]])
                yield Part(f"{ROWS}{name}", self._copied(table, tenant))

    def key_tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Yield each table of keys."""
        for table, columns in self._columns.items():
            if table.startswith(KEYS):
                yield table, columns, self._rows(table)

    def close(self) -> None:
        """End the transaction."""
        self._own.close()

    def _seen(self, table: str) -> list[str]:
        return self._tenants if table in self._closed else [""]

    def _counters(self) -> Iterator[tuple[str, str, int]]:
        for table, column, sequence in self._session.execute(_SEQUENCES).fetchall():
            value, called = self._session.execute(f"SELECT last_value, is_called FROM {sequence}").fetchone()  # noqa: S608 - a sequence's own name
            if called and not table.startswith(KEYS):
                yield table, column, value

    def _copied(self, table: str, tenant: str) -> Iterator[bytes]:
        _tell(self._session, tenant)
        columns = _listed(self._columns[table])
        gathered: list[bytes] = []
        size = 0
        with (
            self._session.cursor() as cursor,
            cursor.copy(f'COPY (SELECT {columns} FROM "{table}") TO STDOUT') as copy,  # noqa: S608 - a table's own name
        ):
            for some in copy:
                gathered.append(bytes(some))
                size += len(some)
                if size >= PIECE:
                    yield b"".join(gathered)
                    gathered, size = [], 0
        yield b"".join(gathered)

    def _rows(self, table: str) -> Iterator[Row]:
        for tenant in self._seen(table):
            _tell(self._session, tenant)
            with self._session.cursor(name="keys") as cursor:
                cursor.execute(f'SELECT {_listed(self._columns[table])} FROM "{table}"')  # noqa: S608 - a table's own name
                yield from cursor


class Loading:
    """Puts a backup's tables into an empty database, all in one transaction; ``alias`` may write them."""

    def __init__(self, alias: str) -> None:
        self._own = connections.create_connection(alias)
        self._own.ensure_connection()
        self._session: Any = self._own.connection
        self._session.execute("BEGIN")
        for table, _ in self._session.execute(_COLUMNS).fetchall():
            if not table.startswith(KEYS):
                self._session.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table's own name

    def take(self, part: Part) -> None:
        """Load one part."""
        if part.name == COUNTERS:
            for table, column, value in json.loads(b"".join(part.pieces)):
                self._session.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', column, value]
                )
            return
        table, tenant, columns = json.loads(part.name.removeprefix(ROWS))
        self._load(table, tenant, _listed(columns), part.pieces)

    def finish(self) -> None:
        """Make all of it durable."""
        self._session.execute("COMMIT")
        self._own.close()

    def abandon(self) -> None:
        """Leave the database as it was."""
        self._own.close()

    def _load(self, table: str, tenant: str, columns: str, data: Iterable[bytes]) -> None:
        _tell(self._session, tenant)
        self._session.execute(f'CREATE TEMP TABLE staging AS SELECT {columns} FROM "{table}" WITH NO DATA')  # noqa: S608 - a table's own name
        with (
            self._session.cursor() as cursor,
            cursor.copy(f"COPY staging ({columns}) FROM STDIN") as copy,
        ):
            for piece in data:
                copy.write(piece)
        self._session.execute(
            f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE SELECT * FROM staging'  # noqa: S608 - a table's own name
        )
        self._session.execute("DROP TABLE staging")


def _tell(session: Any, tenant: str) -> None:  # noqa: ANN401 - a session of psycopg
    session.execute("SELECT set_config(%s, %s, true)", [TENANT, tenant])


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
