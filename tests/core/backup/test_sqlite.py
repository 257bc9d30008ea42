"""A moment of an SQLite file: everything but keys and sessions, as it was, while others write."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing

import pytest

from rufschutz.core.backup import sqlite
from rufschutz.core.backup.errors import BackupRunsError
from rufschutz.core.backup.snapshot import saved_rows
from rufschutz.core.backup.sqlite import FILE, SqliteSnapshot

SCHEMA = """
CREATE TABLE "django_migrations" ("app" text, "name" text);
INSERT INTO django_migrations VALUES ('calls', '0001_initial');
CREATE TABLE "call" ("id" integer PRIMARY KEY AUTOINCREMENT, "name" text);
CREATE INDEX "by_name" ON "call" ("name");
CREATE TRIGGER stays BEFORE DELETE ON call BEGIN SELECT RAISE(ABORT, 'stays'); END;
INSERT INTO call (id, name) VALUES (7, 'before');
CREATE TABLE "vault_vaultkey" ("id" text, "wrapped" blob);
INSERT INTO vault_vaultkey VALUES ('k', X'DEADBEEFCAFE');
CREATE TABLE "django_session" ("key" text);
INSERT INTO django_session VALUES ('signed in');
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "db.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(SCHEMA)
    return path


def copied(database, target):
    snapshot = SqliteSnapshot(database)
    try:
        (part,) = snapshot.data()
        assert part.name == FILE
        sqlite.load(target, part.pieces)
    finally:
        snapshot.close()


@pytest.mark.rule("R66")
def test_a_copy_holds_rows_indexes_triggers_and_counters_but_no_key(database, tmp_path):
    target = tmp_path / "copy.sqlite3"
    copied(database, target)
    with closing(sqlite3.connect(target)) as there:
        assert there.execute("SELECT id, name FROM call").fetchall() == [(7, "before")]
        assert there.execute("SELECT count(*) FROM vault_vaultkey").fetchone() == (0,)
        assert there.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
        assert there.execute("SELECT seq FROM sqlite_sequence WHERE name='call'").fetchone() == (7,)
        with pytest.raises(sqlite3.IntegrityError, match="stays"):
            there.execute("DELETE FROM call")
    assert bytes.fromhex("DEADBEEFCAFE") not in target.read_bytes()
    assert b"signed in" not in target.read_bytes()


def test_the_moment_stays_while_others_write(database, tmp_path):
    snapshot = SqliteSnapshot(database)
    assert snapshot.schema() == ("calls.0001_initial",)
    with closing(sqlite3.connect(database)) as other:
        other.execute("INSERT INTO call (name) VALUES ('later')")
        other.commit()
    for part in snapshot.data():
        sqlite.load(tmp_path / "copy.sqlite3", part.pieces)
    snapshot.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as there:
        assert there.execute("SELECT name FROM call").fetchall() == [("before",)]


def test_keys_are_read_by_themselves(database):
    snapshot = SqliteSnapshot(database)
    assert b"deadbeefcafe" in b"".join(saved_rows(snapshot))
    snapshot.close()


def test_nothing_is_left_beside_the_database(database, tmp_path):
    copied(database, tmp_path / "copy.sqlite3")
    left = [each for each in tmp_path.iterdir() if each.name.startswith(".")]
    assert [(each.name, each.stat().st_size) for each in left] == [(".snapshot.lock", 0)]


@pytest.mark.rule("R66")
def test_two_backups_at_once_do_not_write_over_each_other(database, tmp_path):
    first = SqliteSnapshot(database)
    with pytest.raises(BackupRunsError):
        SqliteSnapshot(database)
    assert not sqlite.discard_left(database)
    (part,) = first.data()
    sqlite.load(tmp_path / "copy.sqlite3", part.pieces)
    first.close()
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as there:
        assert there.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert there.execute("SELECT name FROM call").fetchall() == [("before",)]


def test_who_serves_from_the_record_keeps_no_snapshot_away(database):
    descriptor = os.open(database.parent, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    SqliteSnapshot(database).close()
    os.close(descriptor)
    assert database.with_name(".snapshot.lock").stat().st_mode & 0o777 == 0o660


def test_a_snapshot_that_could_not_begin_keeps_no_other_away(database, tmp_path):
    database.rename(tmp_path / "away")
    database.write_bytes(b"no database at all" * 100)
    with pytest.raises(sqlite3.DatabaseError):
        SqliteSnapshot(database)
    (tmp_path / "away").replace(database)
    SqliteSnapshot(database).close()


@pytest.mark.rule("R66")
def test_the_copy_that_a_killed_backup_left_is_overwritten_and_goes(database, tmp_path):
    left = database.with_name(".snapshot.sqlite3")
    left.write_bytes(b"somebody who was deleted since")
    beside = tmp_path / "beside"
    beside.hardlink_to(left)
    assert sqlite.discard_left(database)
    assert not left.exists()
    assert set(beside.read_bytes()) == {0}
    assert not sqlite.discard_left(database)


@pytest.mark.rule("R66")
def test_a_journal_of_before_is_not_played_into_the_restored_database(database, tmp_path):
    there = tmp_path / "there.sqlite3"
    other = sqlite3.connect(there)
    other.execute("PRAGMA journal_mode=WAL")
    other.executescript("CREATE TABLE stale (a); INSERT INTO stale VALUES (1)")
    journal = there.with_name("there.sqlite3-wal").read_bytes()
    other.close()
    there.with_name("there.sqlite3-wal").write_bytes(journal)
    copied(database, there)
    with closing(sqlite3.connect(there)) as found:
        assert found.execute("SELECT name FROM sqlite_master WHERE name='stale'").fetchone() is None
        assert found.execute("SELECT name FROM call").fetchall() == [("before",)]
