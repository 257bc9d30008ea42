"""So many an hour, forgotten after it, never more rows than there is room for."""

from __future__ import annotations

from rufschutz.domain.moments import Millis
from rufschutz.public import pace
from rufschutz.public.pace import HOUR, Pace

NOW = Millis(1_790_000_000_000)


def test_so_many_an_hour_and_the_next_after_it() -> None:
    limited = Pace(2)
    assert [limited.takes("192.0.2.7", Millis(NOW + step)) for step in range(3)] == [True, True, False]
    assert limited.takes("192.0.2.8", NOW)
    assert limited.takes("192.0.2.7", Millis(NOW + HOUR))
    assert not limited.takes("192.0.2.7", Millis(NOW + HOUR))


def test_a_refused_try_keeps_nobody_out_for_longer() -> None:
    limited = Pace(1)
    limited.takes("x", NOW)
    for minute in range(1, 60):
        assert not limited.takes("x", Millis(NOW + minute * 60_000))
    assert limited.takes("x", Millis(NOW + HOUR))


def test_after_an_hour_nothing_of_an_address_is_kept() -> None:
    limited = Pace(5)
    limited.takes("192.0.2.7", NOW)
    limited.takes("192.0.2.9", Millis(NOW + HOUR + 1))
    assert len(limited._rows) == 1
    assert all(b"192.0.2" not in name for name in limited._rows)


def test_many_addresses_fill_no_memory(monkeypatch) -> None:
    monkeypatch.setattr(pace, "ROWS", 3)
    limited = Pace(1)
    for name in "abcde":
        assert limited.takes(name, NOW)
    assert len(limited._rows) <= 3


def test_two_processes_have_two_keys() -> None:
    one, two = Pace(1), Pace(1)
    one.takes("x", NOW)
    two.takes("x", NOW)
    assert set(one._rows).isdisjoint(two._rows)
