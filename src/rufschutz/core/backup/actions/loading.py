"""Filling an empty place from a backup: files, database, keys, ciphertext; each step may be run again."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from rufschutz.core.backup import blobs, sqlite
from rufschutz.core.backup.errors import BackupDamagedError, NotEmptyHereError
from rufschutz.core.backup.ground import opened
from rufschutz.core.backup.parts import BLOBS, DATABASE, KEYS
from rufschutz.core.backup.postgres import Loading
from rufschutz.core.backup.snapshot import KEYS as KEY_TABLES
from rufschutz.core.backup.snapshot import read_row
from rufschutz.core.base import tenant_scope
from rufschutz.core.postgres.policies import put_up, tables
from rufschutz.core.setup.owner import owning
from rufschutz.handover import durable
from rufschutz.vault.backup import container
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rufschutz.core.backup.chosen import Chosen
    from rufschutz.core.backup.snapshot import Row
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.ids import BlobId
    from rufschutz.vault.backup.container import Part

BATCH: Final = 1_000

HANDS: Final = 8
"""Directories of blobs that are filled at once: each waits for the disk, hardly for a processor."""


def load_database(chosen: Chosen, installation: Installation, listed: Path) -> None:
    """Load the database; ``listed`` is where the list of blobs is noted for a later step.

    On a server all of it is one transaction: what a killed run has loaded is left as it is.
    """
    with owning(installation.data) as alias, opened(chosen) as parts:
        if listed.exists() and _filled(alias) and _holds(alias, chosen.data.id):
            return
        loading = _begun(chosen, alias)
        try:
            for part in parts:
                if part.name == BLOBS:
                    durable.replace(listed, b"".join(part.pieces))
                elif part.name.startswith(DATABASE):
                    _load(part, loading, installation)
        except BaseException:
            if loading is not None:
                loading.abandon()
            raise
        if loading is not None:
            loading.finish()
    connections.close_all()


def load_keys(chosen: Chosen) -> int:
    """Load the keys in one transaction, in the place of any that are there; return how many rows."""
    count = 0
    with chosen.keys_file.open("rb") as file, transaction.atomic():
        for part in container.read(file, chosen.root.key, chosen.keys.id):
            if part.name == KEYS:
                for table, columns, rows in _tables(part.pieces):
                    count += _load_table(table, columns, rows)
    return count


def load_blobs(
    chosen: Chosen, installation: Installation, listed: Path, breathe: Callable[[], None]
) -> tuple[str, ...]:
    """Bring every listed blob back; return those that the backup does not hold as they were saved."""
    target = BlobDirectory(installation.blobs)
    known = blobs.read_lines(listed.read_bytes())
    together: dict[str, list[BlobId]] = {}
    for blob in known:
        together.setdefault(blob[-2:], []).append(blob)

    def bring(some: list[BlobId]) -> list[str]:
        with durable.names_together():
            return [str(each) for each in some if not blobs.restore(chosen.shelf, target, each, *known[each])]

    missing = list[str]()
    with ThreadPoolExecutor(HANDS) as hands:
        for lost in hands.map(bring, together.values()):
            missing += lost
            breathe()
    return tuple(missing)


def _begun(chosen: Chosen, alias: str) -> Loading | None:
    """Make the tables as they were when the backup was made; None where the database is a file."""
    if connection.vendor != "postgresql":
        return None
    own = connections[alias]
    if _filled(alias):
        raise NotEmptyHereError("the database holds an installation already")
    executor = MigrationExecutor(own)
    leaves = executor.loader.graph.leaf_nodes()
    plan = [
        (migration, back)
        for migration, back in executor.migration_plan(leaves)
        if f"{migration.app_label}.{migration.name}" in chosen.data.schema
    ]
    executor.migrate(leaves, plan=plan)
    put_up(alias)
    return Loading(alias)


def _holds(alias: str, backup: str) -> bool:
    """Say whether a database was loaded from this backup, in which its own row is not finished as yet."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM backup_backup WHERE id = %s AND finished_at IS NULL", [backup])
        return cursor.fetchone() is not None


def _filled(alias: str) -> bool:
    if connection.vendor != "postgresql":
        return False
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('tenants_tenant') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM tenants_tenant)")
        return bool(cursor.fetchone()[0])


def _load(part: Part, loading: Loading | None, installation: Installation) -> None:
    name = part.name.removeprefix(DATABASE)
    if loading is not None:
        loading.take(container.Part(name, part.pieces))
    elif name == sqlite.FILE:
        connections.close_all()
        sqlite.load(installation.sqlite, part.pieces)


def _tables(pieces: Iterable[bytes]) -> Iterator[tuple[str, list[str], list[Row]]]:
    """Yield tables with their columns and some rows at a time."""
    table, columns, rows = "", list[str](), list["Row"]()
    for line in _lines(pieces):
        found = json.loads(line)
        if isinstance(found, dict) or len(rows) >= BATCH:
            if rows:
                yield table, columns, rows
            rows = []
        if isinstance(found, dict):
            table, columns = str(found["table"]), list(found["columns"])
            if not table.startswith(KEY_TABLES):
                raise BackupDamagedError("the key backup names a table that holds no keys")
        else:
            rows.append(read_row(found))
    if rows:
        yield table, columns, rows


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


def _load_table(table: str, columns: list[str], rows: list[Row]) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(["%s"] * len(columns))
    keyed = next(place for place, name in enumerate(columns) if name in {"id", "name"})
    held = table in tables()
    tenant = columns.index("tenant_id") if held else 0
    by_tenant: dict[str, list[Row]] = {}
    for row in rows:
        by_tenant.setdefault(str(row[tenant]) if held else "", []).append(row)
    for owner, some in by_tenant.items():
        with tenant_scope(owner), connection.cursor() as cursor:
            there = f'DELETE FROM "{table}" WHERE "{columns[keyed]}" = %s'  # noqa: S608 - a table's own name
            cursor.executemany(there, [(row[keyed],) for row in some])
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({values})', some)  # noqa: S608 - a table's own name
    return len(rows)
