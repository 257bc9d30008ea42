"""A moment of an SQLite database: one read transaction, copied table by table by SQLite itself.

The copy lies beside the database, so under the same protection, while it is read into the backup;
it never holds a row of keys, and is overwritten before it goes. There is one at a time; what a killed
run left goes with the next or with the worker's round. Writers are not kept waiting: the journal is a
write-ahead log.
"""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Final

from rufschutz.core.backup.errors import BackupRunsError
from rufschutz.core.backup.snapshot import EMPTIED, KEYS
from rufschutz.handover import durable
from rufschutz.vault.backup.container import PIECE, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rufschutz.core.backup.snapshot import Row

FILE: Final = "database.sqlite3"
"""The name of the part that holds the database."""

_TABLE: Final = re.compile(r"^\s*CREATE\s+TABLE\s+", re.IGNORECASE)
_HAS_COUNTERS: Final = "SELECT 1 FROM {}.sqlite_master WHERE name='sqlite_sequence'"
_COPY: Final = ".snapshot.sqlite3"
_LOCK: Final = ".snapshot.lock"
_SHARED: Final = 0o660
_SCHEMA: Final = (
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
)


class SqliteSnapshot:
    """The file at ``source`` as it is now. Implements `rufschutz.core.backup.snapshot.Snapshot`.

    Raises `BackupRunsError` while another process has one.
    """

    def __init__(self, source: Path) -> None:
        self._alone = _alone(source)
        self._copy = source.with_name(_COPY)
        try:
            discard(self._copy)
            self._connection = sqlite3.connect(source, isolation_level=None, timeout=20)
            self._connection.execute("ATTACH ? AS copy", [str(self._copy)])
            self._connection.execute("PRAGMA copy.journal_mode=OFF")
            self._connection.execute("PRAGMA copy.synchronous=OFF")
            self._connection.execute("BEGIN")
            self._objects = [(str(a), str(b), str(c)) for a, b, c in self._connection.execute(_SCHEMA)]
        except BaseException:
            os.close(self._alone)
            raise

    def schema(self) -> tuple[str, ...]:
        """Return the migrations that were applied."""
        rows = self._connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return tuple(f"{app}.{name}" for app, name in rows)

    def data(self) -> Iterator[Part]:
        """Yield the database as a file without keys and sessions."""
        tables = [(name, sql) for sort, name, sql in self._objects if sort == "table"]
        for name, sql in tables:
            self._connection.execute(_TABLE.sub("CREATE TABLE copy.", sql, count=1))
            if not name.startswith(KEYS) and name not in EMPTIED:
                self._connection.execute(f'INSERT INTO copy."{name}" SELECT * FROM main."{name}"')  # noqa: S608 - a table's own name
        self._copy_counters()
        self._connection.execute("COMMIT")
        self._connection.execute("DETACH copy")
        _finish(self._copy, (sql for sort, _, sql in self._objects if sort != "table"))
        yield Part(FILE, pieces(self._copy))

    def key_tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Yield each table of keys."""
        for sort, name, _ in self._objects:
            if sort == "table" and name.startswith(KEYS):
                rows = self._connection.execute(f'SELECT * FROM main."{name}"')  # noqa: S608 - a table's own name
                yield name, tuple(str(column[0]) for column in rows.description), rows

    def close(self) -> None:
        """End the transaction and overwrite the copy."""
        self._connection.close()
        discard(self._copy)
        os.close(self._alone)

    def _copy_counters(self) -> None:
        """Take over the counters of tables whose ids are never used again, where there are any."""
        for found in (_HAS_COUNTERS.format(schema) for schema in ("main", "copy")):
            if self._connection.execute(found).fetchone() is None:
                return
        self._connection.execute("DELETE FROM copy.sqlite_sequence")
        self._connection.execute("INSERT INTO copy.sqlite_sequence SELECT * FROM main.sqlite_sequence")


def load(target: Path, data: Iterable[bytes]) -> None:
    """Put the database of a backup in its place, whole and durable; run again, it begins anew.

    A journal that a killed run left belongs to another file: SQLite would play it into this one.
    """
    temporary = target.with_name(".restored.sqlite3")
    discard(temporary)
    with temporary.open("xb") as file:
        for piece in data:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    temporary.chmod(0o660)
    for journal in ("-wal", "-shm"):
        durable.remove(target.with_name(target.name + journal))
    temporary.replace(target)
    durable.sync_directory(target.parent)


def discard_left(source: Path) -> bool:
    """Overwrite and remove the copy that a killed run left beside ``source``; say whether one was there."""
    copy = source.with_name(_COPY)
    if not durable.exists(copy):
        return False
    try:
        descriptor = _alone(source)
    except BackupRunsError:
        return False
    discard(copy)
    os.close(descriptor)
    return True


def discard(path: Path) -> None:
    """Overwrite a file with zeros and remove it; one that is not there is gone already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        size, start = os.fstat(descriptor).st_size, 0
        while start < size:
            start += os.pwrite(descriptor, bytes(min(PIECE, size - start)), start)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    durable.remove(path)


def pieces(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, a piece at a time."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _alone(source: Path) -> int:
    """Return a descriptor that keeps every other snapshot away until it is closed, or its process ends.

    The file's mode lets every service that shares the record take its turn.
    """
    descriptor = os.open(source.with_name(_LOCK), os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, _SHARED)
    with suppress(PermissionError):
        os.fchmod(descriptor, _SHARED)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise BackupRunsError("another backup of this installation is being made") from error
    return descriptor


def _finish(copy: Path, statements: Iterable[str]) -> None:
    """Add indexes and triggers once the rows are there."""
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        for sql in statements:
            connection.execute(sql)
        connection.execute("COMMIT")
