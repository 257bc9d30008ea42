"""A small rotation is measured for real, beside a process that serves; one that left a key is no figure."""

from __future__ import annotations

import pytest

from rufschutz.bench import measured
from rufschutz.bench.errors import BenchError
from rufschutz.bench.rotation import KEYS_LARGE, RotationResult, measure_on

SEEN = {
    "moved": 30,
    "destroyed": True,
    "seconds": 1.0,
    "cpu": 0.5,
    "served": 4,
    "median_ms": 1.0,
    "worst_ms": 2.0,
}


@pytest.mark.long
def test_every_key_is_wrapped_anew():
    result = measure_on(30)
    assert (result.database, result.keys) == ("sqlite", 30)


@pytest.mark.parametrize("wrong", [{"moved": 29}, {"destroyed": False}])
def test_a_rotation_that_left_something_is_no_figure(monkeypatch, wrong):
    monkeypatch.setattr(measured, "run", lambda *_: SEEN | wrong)
    with pytest.raises(BenchError, match="of 30 keys"):
        measure_on(30)


def test_a_million_on_postgresql_is_promised():
    limits = [
        RotationResult(name, keys, 1.0, 1.0, 1, 1.0, 1.0).figures()[0].limit
        for name, keys in (("sqlite", KEYS_LARGE), ("postgresql", 1000), ("postgresql", KEYS_LARGE))
    ]
    assert limits == [0.0, 0.0, 30.0]
