"""Many copies of what the product made once: rows under ids of their own, written by the database.

The first of each is made by the product's own actions; a copy differs by its names alone. What is
sealed stays sealed for the first one: it can be destroyed, counted and listed, never opened.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from rufschutz.core import sizes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RECORDING: Final = {
    "consent_consentevent": "call",
    "consent_consent": "call",
    "recordings_recording": "call",
    "recordings_use": "call",
    "vault_vaultkey": "subject",
    "vault_vaultwrap": "artefact",
}
"""What a recording consists of, and the column that names its call, subject or artefact."""

_SQLITE: Final = "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last}) "
_POSTGRESQL: Final = "generate_series({first}, {last}) AS n(i)"


def name_of(sort: str, number: int) -> str:
    """Return the id (32 hex digits) of a copy's part: as scattered as a random one, and known beforehand."""
    return hashlib.md5(f"{sort}{number}".encode(), usedforsecurity=False).hexdigest()


def copy_recording(
    artefact: str, first: int, last: int, prefix: str = "", due_at: int | None = None
) -> dict[str, str]:
    """Copy a recording with its consent and its keys, in the tenant's scope; return the sort of each name.

    ``prefix``: of the sorts; ``due_at``: another due moment. Its ciphertext (sort ``blob``) is left to
    the caller.
    """
    [row] = rows("recordings_recording", "id", artefact)
    parts = {"artefact": artefact, "call": row["call"], "consent": row["consent"], "blob": row["blob"]}
    sorts = {name: f"{prefix}{sort}" for sort, name in parts.items()}
    found = {(table, column): rows(table, column, artefact if column == "artefact" else row["call"])
             for table, column in RECORDING.items()}  # fmt: skip
    names = [each["id"] for same in found.values() for each in same if isinstance(each["id"], str)]
    sorts |= {name: f"{prefix}part {at}" for at, name in enumerate(names) if name not in sorts}
    for table, column in found:
        copy_all(table, column, artefact if column == "artefact" else row["call"], sorts, first, last, due_at)
    return sorts


def copy_all(
    table: str,
    column: str,
    name: str,
    sorts: Mapping[str, str],
    first: int,
    last: int,
    due_at: int | None = None,
) -> None:
    """Copy each row whose column says ``name``; where it has a due moment, that is ``due_at``."""
    for at, row in enumerate(rows(table, column, name)):
        due = {"due_at": due_at} if due_at is not None and row.get("due_at") is not None else {}
        own = {row["id"]: f"{table} {at} of {name}"} if isinstance(row["id"], str) else {}
        copy(table, row, own | dict(sorts), first, last, **due)


@contextmanager
def much() -> Iterator[None]:
    """Let SQLite keep many pages in memory and not wait for the disk while the block fills it."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -2000000")
        cursor.execute("PRAGMA synchronous = OFF")
    try:
        yield
    finally:
        connection.close()


def count_anew() -> None:
    """Let the database count its rows: PostgreSQL does by itself within a minute, SQLite before each run."""
    sizes.count_anew()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def rows(table: str, column: str, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table whose column says ``name``, in the tenant's scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [name])  # noqa: S608 - names of this package
        columns = [each[0] for each in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def copy(
    table: str, row: Mapping[str, Any], sorts: Mapping[str, str], first: int, last: int, **changed: object
) -> None:
    """Insert a row once for each number from ``first`` to ``last``, in the tenant's scope.

    ``sorts``: what stands in the row and gets the name of a copy's part, with that part's sort;
    ``changed``: other values for columns. A number that counts rows is left to the database.
    """
    template = {name: value for name, value in (dict(row) | changed).items() if not _counts(name, value)}
    values, parameters = [], []
    for name, value in template.items():
        sort = sorts.get(value) if value and isinstance(value, str) else None
        if sort is None and name == "id":
            sort = table
        values.append("%s" if sort is None else f"{_hash()}('{sort}' || i)")
        parameters += [value] if sort is None else []
    with connection.cursor() as cursor:
        cursor.execute(_statement(table, list(template), values, first, last), parameters)


def _counts(name: str, value: object) -> bool:
    return name == "id" and isinstance(value, int)


def _statement(table: str, columns: list[str], values: list[str], first: int, last: int) -> str:
    lite = connection.vendor == "sqlite"
    counting = _SQLITE.format(first=first, last=last) if lite else ""
    source = "n" if lite else _POSTGRESQL.format(first=first, last=last)
    into = ", ".join(f'"{column}"' for column in columns)
    return f"{counting}INSERT INTO {table} ({into}) SELECT {', '.join(values)} FROM {source}"  # noqa: S608 - names of this package


def _hash() -> str:
    """Return the database's name for what `name_of` does."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("scattered", 1, _scattered, deterministic=True)
        return "scattered"
    return "md5"


def _scattered(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
