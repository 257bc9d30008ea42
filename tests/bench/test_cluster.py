from __future__ import annotations

from unittest.mock import MagicMock

import psycopg
import pytest

from rufschutz.bench import cluster
from rufschutz.bench.errors import BenchError


def test_the_newest_version_is_chosen(tmp_path, monkeypatch):
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    monkeypatch.setattr(cluster, "_DEBIAN", tmp_path)
    assert cluster.programs() == tmp_path / "17" / "bin"


def test_a_machine_without_postgresql_has_no_programs(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cluster.programs() is None


def test_programs_that_fail_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster.os, "geteuid", lambda: 1000)
    for name in ("initdb", "pg_ctl"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o700)
    with pytest.raises(BenchError, match="initdb failed"), cluster.cluster(tmp_path, durable=False):
        pass


def test_a_server_that_does_not_answer_is_said_so():
    with (
        pytest.raises(BenchError, match="no database"),
        cluster.database("postgres://x@127.0.0.1:1/x", "new"),
    ):
        pass


@pytest.mark.needs("initdb")
def test_a_cluster_lives_as_long_as_its_block_and_so_do_its_databases():
    folder = cluster.programs()
    assert folder is not None
    with cluster.cluster(folder, durable=False) as server:
        with cluster.database(server, "made") as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("made",)
        with psycopg.connect(server) as connection:
            free = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = ANY(%s)"
            assert connection.execute(free, [[cluster.OWNER, cluster.USER]]).fetchall() == [(False,)] * 2
            names = connection.execute("SELECT datname FROM pg_database WHERE datname = 'made'").fetchall()
    assert names == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server)


def test_a_database_in_which_the_server_itself_works_is_dropped_without_force(monkeypatch):
    said = []

    def execute(words):
        said.append(words.as_string())
        if "FORCE" in said[-1]:
            raise psycopg.errors.InsufficientPrivilege

    there = MagicMock()
    there.__enter__.return_value.execute = execute
    monkeypatch.setattr(psycopg, "connect", lambda *_, **__: there)
    with cluster.database("postgres://x@127.0.0.1:1/x", "made"):
        pass
    assert said[-1] == 'DROP DATABASE "made"'
