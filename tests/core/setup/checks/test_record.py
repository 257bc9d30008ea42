"""What one wall more makes right: PostgreSQL on any disk, for any number of controllers."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from rufschutz.core.setup.checks.record import findings, unusable


def test_postgresql_keeps_its_files_elsewhere(house) -> None:
    machine = replace(house.machine, filesystem="nfs4")
    assert [each.name for each in unusable(house.installation, machine)] == ["database_network"]
    away = replace(house.installation, database="postgres://db.example/x")
    assert list(unusable(away, machine)) == []


def test_a_demo_is_to_be_known(house) -> None:
    assert [each.name for each in findings(replace(house.installation, demo=True))] == ["demo"]


def test_tables_of_an_older_program_are_to_be_upgraded_and_those_of_a_newer_one_are_not(house) -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("jobs", "0002_failures_in_a_row")
    (behind,) = unusable(house.installation, house.machine)
    assert (behind.name, behind.level) == ("database_schema", "error")
    assert "jobs.0002_failures_in_a_row is missing" in behind.what
    assert "rufschutz upgrade" in behind.advice
    recorder.record_applied("jobs", "0002_failures_in_a_row")
    recorder.record_applied("jobs", "0999_of_tomorrow")
    (ahead,) = unusable(house.installation, house.machine)
    assert ahead.name == "database_schema"
    assert "jobs.0999_of_tomorrow is unknown here" in ahead.what
    assert "Install the version that made them" in ahead.advice
    assert "rufschutz upgrade" not in ahead.advice
