"""How fast a key may ask."""

from __future__ import annotations

from rufschutz.api.rates import Rates
from rufschutz.domain.moments import Millis


def test_who_asks_too_fast_is_told_when_to_come_back():
    rates = Rates(per_second=2, at_once=3)
    assert [rates.take("k", Millis(0)) for _ in range(4)] == [0, 0, 0, 1]
    assert rates.take("k", Millis(499)) == 1
    assert rates.take("k", Millis(500)) == 0


def test_one_key_takes_nothing_from_another():
    rates = Rates(per_second=1, at_once=1)
    assert (rates.take("a", Millis(0)), rates.take("b", Millis(0))) == (0, 0)


def test_a_clock_set_back_gives_and_takes_nothing():
    rates = Rates(per_second=1, at_once=1)
    rates.take("a", Millis(5000))
    assert rates.take("a", Millis(0)) == 1


def test_full_buckets_are_forgotten_and_all_on_demand():
    rates = Rates(per_second=1, at_once=1)
    for name in range(1500):
        rates.take(str(name), Millis(name * 2000))
    assert len(rates._left) <= 1001
    rates.clear()
    assert rates._left == {}
