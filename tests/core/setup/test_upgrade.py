"""An upgrade has the tables to itself; worker and web share them; voice is not asked."""

from __future__ import annotations

import fcntl
import os
import types

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from rufschutz.core.setup import upgrade as module
from rufschutz.core.setup.schema import SchemaAheadError
from rufschutz.core.setup.upgrade import UpgradeError, upgrade, using_tables


@pytest.fixture
def installation(tmp_path):
    return types.SimpleNamespace(data=tmp_path)


@pytest.mark.django_db
def test_where_nothing_is_missing_nothing_is_done(installation):
    assert upgrade(installation, pytest.fail) == ()


@pytest.mark.django_db
def test_what_is_missing_is_applied_in_order_and_told_before(installation, monkeypatch):
    for name in ("0002_append_only", "0001_initial"):
        MigrationRecorder(connection).record_unapplied("consent", name)
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
        with pytest.raises(UpgradeError, match="worker, web or another upgrade runs") as refused:
            upgrade(installation, pytest.fail)
        assert "systemctl stop" in refused.value.advice
    upgrade(installation, pytest.fail)


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


@pytest.mark.django_db
def test_an_upgrade_on_another_machine_is_seen_where_the_database_is_shared(installation, monkeypatch):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def execute(self, *_):
            pass

        def fetchone(self):
            return (False,)

    monkeypatch.setattr(module, "connection", types.SimpleNamespace(vendor="postgresql", cursor=Cursor))
    with pytest.raises(UpgradeError, match="another upgrade runs on this database"):
        upgrade(installation, pytest.fail)
