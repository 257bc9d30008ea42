"""A small installation is backed up and restored for real; what any restore takes is told apart."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from rufschutz.bench import measured, restore
from rufschutz.bench.restore import RestoreResult, RestoreRun, measure_on


@pytest.mark.long
def test_an_installation_is_brought_back():
    result = measure_on(20)
    assert result.database == "sqlite"
    assert result.large.size > result.small.size > 0
    assert result.large.restored > 0


def test_what_any_restore_takes_is_not_what_a_byte_costs():
    little, much = RestoreRun(10_000_000, 1.0, 0.1, 5.0, 4.0), RestoreRun(810_000_000, 2.0, 2.0, 8.0, 5.0)
    result = RestoreResult("sqlite", much, little)
    assert result.per_core == 800.0
    told = {figure.what: figure.value for figure in result.figures()}
    assert told["restore over cp, all of it, sqlite"] == 4.0
    assert told["restore over cp, beyond what any takes, sqlite"] == 1.5


def test_a_little_and_much_are_restored(monkeypatch):
    asked = []

    def run(module, arguments, database):
        asked.append((module, *arguments, database))
        return dict.fromkeys(("bytes", "backup", "copied", "restored", "restored_cpu"), arguments[0])

    monkeypatch.setattr(measured, "run", run)
    monkeypatch.setattr(restore.cluster, "database", lambda server, name: nullcontext(f"{server}/{name}"))
    assert measure_on(99, "postgres://x").database == "postgresql"
    assert [each[:2] for each in asked] == [("restoring", 10), ("restoring", 99)]
    assert len({each[2] for each in asked}) == 2
