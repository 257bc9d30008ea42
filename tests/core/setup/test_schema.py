"""Tables and program are compared by what was applied and what came with the program."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from rufschutz.core.setup.schema import SchemaAheadError, SchemaBehindError, require_fit, schema

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorder():
    return MigrationRecorder(connection)


def test_tables_made_by_this_program_fit():
    assert schema().behind == schema().ahead == ()
    require_fit()


def test_an_older_table_is_named_with_what_to_do(recorder):
    recorder.record_unapplied("jobs", "0002_failures_in_a_row")
    assert "jobs.0002_failures_in_a_row" in schema().behind
    with pytest.raises(SchemaBehindError, match=r"older version: jobs\.0002_failures_in_a_row") as refused:
        require_fit()
    assert "rufschutz upgrade" in refused.value.advice


def test_a_newer_table_is_never_touched(recorder):
    recorder.record_applied("jobs", "0999_of_tomorrow")
    assert schema().ahead == ("jobs.0999_of_tomorrow",)
    with pytest.raises(SchemaAheadError, match="newer version"):
        require_fit()


def test_many_are_not_all_listed(recorder):
    for number in range(5):
        recorder.record_applied("jobs", f"09{number:02}_of_tomorrow")
    with pytest.raises(SchemaAheadError, match="and 2 more are unknown"):
        require_fit()


def test_an_app_that_is_gone_is_no_newer_version(recorder):
    recorder.record_applied("an_app_that_was_removed", "0001_initial")
    assert schema().ahead == ()


def test_every_migration_of_ours_is_one_transaction_that_can_be_run_again():
    loader = MigrationExecutor(connection).loader
    ours = [each for each in loader.disk_migrations.values() if each.__module__.startswith("rufschutz.")]
    assert len(ours) >= 12
    assert [each.name for each in ours if not each.atomic] == []
