"""Old pages of SQLite are overwritten, and nobody waits for it."""

from __future__ import annotations

import sqlite3
import time
from types import SimpleNamespace

import pytest

from rufschutz.core import pages


class Cursor:
    """A Django cursor on a connection of the standard library."""

    def __init__(self, connection):
        self.execute = connection.execute

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Open a database with a write-ahead log; `forget_pages` works on it."""
    path = tmp_path / "record.sqlite3"
    writer = sqlite3.connect(path, isolation_level=None, timeout=20)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE keys (key)")
    there = SimpleNamespace(vendor="sqlite", in_atomic_block=False, cursor=lambda: Cursor(writer))
    monkeypatch.setattr(pages, "connection", there)
    yield path
    writer.close()


def test_afterwards_the_log_is_empty_and_the_connection_as_patient_as_before(file):
    log = file.with_name(file.name + "-wal")
    assert log.stat().st_size > 0
    assert pages.forget_pages()
    assert log.stat().st_size == 0
    (patience,) = pages.connection.cursor().execute("PRAGMA busy_timeout").fetchone()
    assert patience == 20_000


def test_a_reader_keeps_it_from_that_for_a_moment_and_is_told_of(file, caplog):
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM keys").fetchall()
    pages.connection.cursor().execute("INSERT INTO keys VALUES ('a new one')")
    began = time.monotonic()
    assert not pages.forget_pages(patience=50)
    assert time.monotonic() - began < 10
    assert "old pages" in caplog.text
    reader.execute("COMMIT")
    reader.close()
    assert pages.forget_pages()


@pytest.mark.parametrize(("vendor", "within"), [("postgresql", False), ("sqlite", True)])
def test_elsewhere_and_within_a_transaction_there_is_nothing_to_do(monkeypatch, vendor, within):
    monkeypatch.setattr(pages, "connection", SimpleNamespace(vendor=vendor, in_atomic_block=within))
    assert pages.forget_pages()
