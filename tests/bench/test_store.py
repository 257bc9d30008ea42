"""A small store is checked for real; a check that missed something is no figure."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError
from rufschutz.bench.store import measure_on


@pytest.mark.long
def test_every_call_is_seen_and_nothing_differs():
    result = measure_on(20)
    assert (result.database, result.things, result.files) == ("sqlite", 20, 10)


@pytest.mark.parametrize("wrong", [{"things": 19}, {"found": 1}])
def test_a_check_that_missed_a_call_or_found_a_difference_is_no_figure(monkeypatch, wrong):
    seen = {"things": 20, "files": 10, "found": 0, "seconds": 1.0, "cpu": 1.0}
    monkeypatch.setattr(measured, "run", lambda *_: seen | wrong)
    with pytest.raises(BenchError, match="of 20 things"):
        measure_on(20)
