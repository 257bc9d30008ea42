from __future__ import annotations

import os

import pytest

from rufschutz.bench import setups


def test_the_bare_messages_are_read_and_answered():
    assert setups.bare(5) > 0


def test_missing_facts_are_no_result(tmp_path, monkeypatch):
    monkeypatch.setattr(setups, "_PATIENCE", 0.05)
    with pytest.raises(setups.BenchError, match="4 facts are missing"):
        setups._durable(tmp_path, 2)


@pytest.mark.system
def test_whole_set_ups_are_measured_to_the_last_durable_fact():
    before = os.sched_getaffinity(0)
    few, more = setups.measure((1, 5), 20)
    assert (few.at_once, more.at_once, few.calls) == (1, 5, 20)
    for each in (few, more):
        assert 0 < each.per_second < each.bare
        assert each.options > 0
        assert each.ratio == pytest.approx(each.options / each.per_second)
    assert os.sched_getaffinity(0) == before
