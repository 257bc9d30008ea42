"""``rufschutz upgrade`` as it is run, and who refuses to start before it ran."""

from __future__ import annotations

import fcntl
import os
import sqlite3

import pytest


@pytest.fixture
def tables(office):
    """The database's own record of what was applied to it."""
    path = next(path for path in office.data.rglob("db.sqlite3"))
    with sqlite3.connect(path, isolation_level=None) as database:
        yield database
    database.close()


def test_where_the_tables_fit_it_says_so(office):
    done = office.run("upgrade")
    assert done.returncode == 0
    assert "fit version" in done.stdout
    assert "nothing to do" in done.stdout
    assert office.run("upgrade", "--dry-run").stdout.startswith("0 to apply")


@pytest.mark.parametrize("part", ["worker", "web"])
def test_on_tables_of_a_newer_program_nothing_starts_and_nothing_is_changed(office, tables, part):
    tables.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '0999_x', '2030-01-01')"
    )
    for words in (("serve", part), ("upgrade",), ("upgrade", "--dry-run")):
        done = office.run(*words)
        assert done.returncode == 1
        assert "newer version: jobs.0999_x is unknown here" in done.stderr
        assert "Traceback" not in done.stderr


def test_on_tables_of_an_older_program_the_next_step_is_named(office, tables):
    tables.execute("DROP TABLE jobs_schedule")
    tables.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    done = office.run("serve", "worker")
    assert done.returncode == 1
    assert "older version: jobs.0001_initial" in done.stderr
    assert "rufschutz upgrade" in done.stderr
    assert "jobs.0001_initial" in office.run("upgrade", "--dry-run").stdout
    done = office.run("upgrade")
    assert "Start worker and web." in done.stdout, done.stderr
    assert tables.execute("SELECT count(*) FROM jobs_schedule").fetchone() == (0,)


def test_the_version_names_the_build(office):
    assert office.run("--version").stdout.startswith("rufschutz 0.")
    assert "(build " in office.run("--version").stdout


@pytest.mark.parametrize(
    "words", [("lines", "list"), ("retention", "run"), ("spool", "show"), ("accounts", "list")]
)
def test_while_an_upgrade_runs_a_command_waits_outside(office, words):
    held = os.open(office.data / "record", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        done = office.run(*words)
    finally:
        os.close(held)
    assert done.returncode == 1
    assert "an upgrade runs" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_too_refuse_tables_that_do_not_fit_and_check_names_them(office, tables):
    tables.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '0999_x', '2030-01-01')"
    )
    for words in (("lines", "set", "praxis", "--name", "Anmeldung"), ("retention", "run")):
        done = office.run(*words)
        assert (done.returncode, "newer version" in done.stderr) == (1, True), done.stderr
    assert "database_schema" in office.run("check").stdout
