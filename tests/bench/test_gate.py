from __future__ import annotations

from rufschutz.bench.gate import measure


def test_each_sort_of_decision_is_measured():
    taken, early, withdrawn = measure(calls=20, turns=1)
    assert all(0 < each.microseconds < 10_000 for each in (taken, early, withdrawn))
    assert "too early" in early.what
