"""A small record is checked for real, and callers withdraw through a worker that runs."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured
from rufschutz.bench.consenting import CheckResult, measure_on
from rufschutz.bench.errors import BenchError


@pytest.mark.long
def test_every_use_is_seen_and_every_withdrawal_takes_effect():
    result = measure_on(30)
    assert (result.database, result.uses) == ("sqlite", 30)
    assert len(result.gone_ms) == 20


def test_a_check_that_missed_something_is_no_figure(monkeypatch):
    seen = {"uses": 29, "unheld": 0, "seconds": 1.0, "gone_ms": [1.0]}
    monkeypatch.setattr(measured, "run", lambda *_: seen)
    with pytest.raises(BenchError, match="29 of 30"):
        measure_on(30)


def test_the_speed_is_promised_for_postgresql_alone():
    limits = [CheckResult(name, 10, 1.0, (1.0,)).figures()[0].limit for name in ("sqlite", "postgresql")]
    assert limits == [0.0, 20_000.0]
