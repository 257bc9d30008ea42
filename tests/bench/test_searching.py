"""A small ledger is searched for real; a number that is stored and not found is no figure."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError
from rufschutz.bench.searching import LOOKUP_MS, SearchResult, measure_on

SEEN = {"missed": 0, "usual_ms": 0.5, "lookup_ms": 1.0, "search_ms": 2.0, "figures_s": 3.0}


def test_what_was_measured_is_told_with_its_limit(monkeypatch):
    monkeypatch.setattr(measured, "run", lambda *_: SEEN)
    result = measure_on(10, 5)
    assert result == SearchResult("sqlite", 10, 5, 0.5, 1.0, 2.0, 3.0)
    assert [(figure.value, figure.limit) for figure in result.figures()] == [
        (0.5, 0.0),
        (1.0, LOOKUP_MS),
        (2.0, 0.0),
        (3.0, 0.0),
    ]
    assert measure_on(10, 5, "postgres://x").database == "postgresql"


def test_one_that_was_not_found_is_no_figure(monkeypatch):
    monkeypatch.setattr(measured, "run", lambda *_: SEEN | {"missed": 1})
    with pytest.raises(BenchError, match="not found"):
        measure_on(10, 5)
