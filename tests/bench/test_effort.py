"""What took long is told apart from what used a core."""

from __future__ import annotations

import os

from rufschutz.bench import effort as module
from rufschutz.bench.effort import Effort, effort


def test_time_that_was_used_counts_as_cpu(db):
    used = os.times()
    with effort() as spent:
        while os.times().user == used.user:
            pass
    assert 0 < spent.own <= spent.cpu


def test_the_database_counts_where_the_same_process_served_the_whole_block(monkeypatch):
    seen = iter([(7, 1.0), (7, 3.5), (7, 4.0), (8, 9.0)])
    monkeypatch.setattr(module, "_server", lambda: next(seen))
    with effort() as same:
        pass
    with effort() as another:
        pass
    assert (same.server, another.server) == (2.5, 0.0)


def test_nothing_is_known_before_the_end():
    assert Effort() == Effort(0.0, 0.0, 0.0)
