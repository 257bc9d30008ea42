"""An upgrade has the tables to itself; worker and web share them; voice is not asked."""

from __future__ import annotations

import fcntl
import importlib
import os
import types
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from second_wall import as_owner

from rufschutz.core.setup import upgrade as module
from rufschutz.core.setup.schema import SchemaAheadError, schema
from rufschutz.core.setup.upgrade import UpgradeError, upgrade, using_tables

TABLE = "calls_call"
STEP = "calls.0002_call_quality"
ADDED = {
    "far_lost",
    "jitter_ms",
    "packets_doubled",
    "packets_late",
    "packets_lost",
    "packets_received",
    "round_trip_ms",
}


def on_postgresql():
    return connection.vendor == "postgresql"


@pytest.fixture
def installation(tmp_path):
    return types.SimpleNamespace(data=tmp_path)


@pytest.mark.django_db
def test_where_nothing_is_missing_nothing_is_done(installation):
    assert upgrade(installation, pytest.fail) == ()


@pytest.mark.django_db
def test_what_is_missing_is_applied_in_order_and_told_before(installation, monkeypatch):
    recorder = MigrationRecorder(connection)
    for app, name in sorted(recorder.applied_migrations(), reverse=True):
        if app == "consent":
            recorder.record_unapplied(app, name)
    told, applied = [], []
    monkeypatch.setattr(module, "call_command", lambda *words, **_: applied.append(words))
    done = upgrade(installation, told.append)
    assert done == tuple(told)
    assert told.index("consent.0001_initial") < told.index("consent.0002_append_only")
    assert ("migrate", "consent", "0001_initial") in applied


@pytest.mark.django_db
def test_there_is_no_way_back(installation, monkeypatch):
    MigrationRecorder(connection).record_applied("jobs", "0999_of_tomorrow")
    monkeypatch.setattr(module, "call_command", pytest.fail)
    with pytest.raises(SchemaAheadError) as refused:
        upgrade(installation, pytest.fail)
    assert "copy of the data" in refused.value.advice


@pytest.mark.django_db
def test_worker_and_web_go_together_and_an_upgrade_waits_for_neither(installation):
    with using_tables(installation.data), using_tables(installation.data):
        with pytest.raises(UpgradeError, match="worker, web, a command or another upgrade runs") as refused:
            upgrade(installation, pytest.fail)
        assert "systemctl stop" in refused.value.advice
    upgrade(installation, pytest.fail)


@pytest.mark.django_db
def test_what_runs_on_another_machine_is_seen_where_the_database_is_shared(installation, tmp_path):
    if not on_postgresql():
        return
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with using_tables(elsewhere), pytest.raises(UpgradeError, match="a command or another"):
        upgrade(installation, pytest.fail)
    other = Machine(None)
    assert other.begins(), "what ended holds nothing"
    with pytest.raises(UpgradeError, match="an upgrade runs on this database"), using_tables(elsewhere):
        pytest.fail("it started")
    other.ends()
    assert upgrade(installation, pytest.fail) == ()


@pytest.mark.django_db
def test_the_lock_lies_where_voice_cannot_enter(installation):
    (installation.data / "record").mkdir()
    held = os.open(installation.data, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with using_tables(installation.data), pytest.raises(UpgradeError):
            upgrade(installation, pytest.fail)
        upgrade(installation, pytest.fail)
    finally:
        os.close(held)


@pytest.mark.django_db
def test_while_an_upgrade_runs_nothing_else_starts(tmp_path):
    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with pytest.raises(UpgradeError, match="an upgrade runs"), using_tables(tmp_path):
            pytest.fail("it started")
    finally:
        os.close(held)
    with using_tables(tmp_path):
        pass


class Machine:
    """Another machine's upgrade of the same database; on SQLite, which nobody shares, one is played."""

    def __init__(self, monkeypatch):
        self._patch = monkeypatch
        self._there = connections.create_connection("default") if on_postgresql() else None

    def begins(self):
        """Say whether it may have the tables, and hold them if so."""
        if self._there is not None:
            return self._asks("SELECT pg_try_advisory_lock(%s)")
        fake = mock.MagicMock(vendor="postgresql")
        fake.cursor().__enter__().fetchone.return_value = (False,)
        self._patch.setattr(module, "connection", fake)
        return True

    def ends(self):
        if self._there is None:
            self._patch.undo()
        else:
            self._asks("SELECT pg_advisory_unlock_all(), %s")
            self._there.close()

    def _asks(self, statement):
        with self._there.cursor() as cursor:
            cursor.execute(statement, [module._ADVISORY])
            return cursor.fetchone()[0]


@pytest.mark.django_db
def test_an_upgrade_on_another_machine_is_seen_where_the_database_is_shared(installation, monkeypatch):
    other = Machine(monkeypatch)
    assert other.begins()
    with pytest.raises(UpgradeError, match="another upgrade runs on this database") as refused:
        upgrade(installation, pytest.fail)
    assert "End them first" in refused.value.advice
    other.ends()
    assert upgrade(installation, pytest.fail) == ()


def columns():
    with connection.cursor() as cursor:
        return {each.name for each in connection.introspection.get_table_description(cursor, TABLE)}


@pytest.fixture
def behind(transactional_db):
    """Tables one step behind this program, and who may change them; in the end they are today's again."""
    with as_owner():
        call_command("migrate", "calls", "0001_initial", verbosity=0)
        yield columns()
        call_command("migrate", verbosity=0)


def test_tables_one_step_behind_are_brought_to_today(installation, behind, monkeypatch):
    assert "jitter_ms" not in behind
    got = []

    def tell(name):
        assert name in schema().behind
        if on_postgresql():
            other = Machine(monkeypatch)
            got.append(other.begins())
            other.ends()

    assert STEP in upgrade(installation, tell)
    assert columns() == {*behind, *ADDED}
    assert schema().behind == ()
    assert not any(got), "meanwhile no other machine gets the tables"
    other = Machine(monkeypatch)
    assert other.begins(), "and afterwards they are free"
    other.ends()


def killed(apps, editor):
    """End this migration's connection from outside, as the death of its process would."""
    if not on_postgresql():
        raise OperationalError("the process was killed")
    with connections.create_connection("default").cursor() as cursor, editor.connection.cursor() as own:
        own.execute("SELECT pg_backend_pid()")
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", own.fetchone())
        cursor.db.close()


def test_killed_between_two_steps_of_a_migration_nothing_of_it_stays_and_it_is_run_again(
    installation, behind, monkeypatch
):
    step = importlib.import_module("rufschutz.core.calls.migrations.0002_call_quality").Migration
    first, *others = step.operations
    with monkeypatch.context() as patch:
        patch.setattr(step, "operations", [first, *others[:2], RunPython(killed), *others[2:]])
        with pytest.raises(DatabaseError):
            upgrade(installation, lambda _: None)
    connection.close_if_unusable_or_obsolete()
    assert columns() == behind
    assert STEP in schema().behind
    assert STEP in upgrade(installation, lambda _: None)
    assert columns() == {*behind, *ADDED}
