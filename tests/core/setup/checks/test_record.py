"""What one wall more makes right: PostgreSQL on any disk, for any number of controllers."""

from __future__ import annotations

from dataclasses import replace

from rufschutz.core.setup.checks.record import findings, unusable


def test_postgresql_keeps_its_files_elsewhere(house) -> None:
    machine = replace(house.machine, filesystem="nfs4")
    assert [each.name for each in unusable(house.installation, machine)] == ["database_network"]
    away = replace(house.installation, database="postgres://db.example/x")
    assert list(unusable(away, machine)) == []


def test_a_demo_is_to_be_known(house) -> None:
    assert [each.name for each in findings(replace(house.installation, demo=True))] == ["demo"]
