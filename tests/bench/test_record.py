"""A small record is measured for real: every entry logged, every journal archived."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured, record
from rufschutz.bench.errors import BenchError


@pytest.mark.long
def test_the_log_takes_every_entry():
    result = record.log(40, 100)
    assert (result.database, result.entries, result.size) == ("sqlite", 40, 100)
    assert result.per_second == pytest.approx(40 / result.signing)
    assert [name for name, _ in result.searches] == list(record.SEARCHES)


def test_entries_that_were_not_logged_are_no_figure(monkeypatch):
    monkeypatch.setattr(measured, "run", lambda *_: {"logged": 39, "wrong": 0})
    with pytest.raises(BenchError, match="39 of 40"):
        record.log(40)


def test_a_log_that_the_check_finds_altered_is_no_figure(monkeypatch):
    monkeypatch.setattr(measured, "run", lambda *_: {"logged": 40, "wrong": 1})
    with pytest.raises(BenchError, match="1 differences"):
        record.log(40)


def test_figures_are_of_one_call_in_milliseconds(monkeypatch):
    stage = {"size": 1000, "ingest": 0.01, "list_first": 0.002, "list_middle": 0.003, "deletion": 0.001}
    stage |= {"ingest_cpu": 0.005, "deletion_cpu": 0.0005, "idle": 0.25, "beyond_cpu": 0.0004}
    monkeypatch.setattr(measured, "run", lambda *_: [stage | {"archived": record.SIZES[0]}])
    (result,) = record.growth((1000,), "postgres://x")
    assert (result.database, result.calls, result.deletion) == ("postgresql", 1000, 1.0)
    assert (result.ingest_cpu, result.deletion_cpu, result.idle) == (5.0, 0.5, 250.0)
    assert result.beyond_cpu == pytest.approx(0.4)
    assert result.journals_per_second == pytest.approx(100)
