"""The record as it was at one moment, read while others write: what both databases have in common.

Decides what a data backup leaves out: every key, and who is signed in just now.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.vault.backup.container import Part

KEYS: Final = "vault_"
"""How the tables of keys begin."""

EMPTIED: Final = frozenset({"django_session", "accounts_setuplink"})
"""Tables whose rows no backup holds: a session or sign-in link that is over must not live again."""

UNSAVED: Final = ("vault_keyepoch", "wrapped")
"""The private parts of ingest epochs: what was sealed to them and not taken over is lost on purpose."""

Value = str | int | bytes | None
Row = tuple[Value, ...]


class Snapshot(Protocol):
    """One moment of a database, held until it is closed."""

    def schema(self) -> tuple[str, ...]:
        """Return the migrations that were applied (``app.name``)."""

    def data(self) -> Iterator[Part]:
        """Yield everything but keys and sessions, as parts of a backup."""

    def key_tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Yield each table of keys with its columns and rows."""

    def close(self) -> None:
        """Let go of the moment."""


def saved_rows(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the tables of keys as lines: a table with its columns, then its rows."""
    for table, columns, rows in snapshot.key_tables():
        yield json.dumps({"table": table, "columns": columns}).encode() + b"\n"
        hidden = columns.index(UNSAVED[1]) if table == UNSAVED[0] else None
        for row in rows:
            kept = (None if place == hidden else value for place, value in enumerate(row))
            yield json.dumps([_plain(value) for value in kept]).encode() + b"\n"


def read_row(values: list[object]) -> Row:
    """Return a row as `saved_rows` wrote it."""
    return tuple(_value(value) for value in values)


def _plain(value: object) -> object:
    match value:
        case None | str() | int():
            return value
        case bytes() | memoryview() | bytearray():
            return {"hex": bytes(value).hex()}
        case _:
            return str(value)


def _value(value: object) -> Value:
    match value:
        case {"hex": str(digits)}:
            return bytes.fromhex(digits)
        case None | str() | int():
            return value
        case _:
            raise TypeError("a row of keys holds strings, integers and bytes")
