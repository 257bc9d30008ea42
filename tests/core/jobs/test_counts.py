from __future__ import annotations

from rufschutz.core.jobs.counts import WorkerCounts


def test_nothing_was_counted_before_the_start():
    assert WorkerCounts() == WorkerCounts(facts=0, rounds=0, failures=0)
