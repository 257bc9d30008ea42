from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.media.arrivals import Arrivals


def arrived(*sequences: int) -> Arrivals:
    arrivals = Arrivals()
    for sequence in sequences:
        arrivals.take(sequence % 65_536)
    return arrivals


def test_what_never_came_is_lost_across_the_wrap_of_the_numbers() -> None:
    arrivals = arrived(65_534, 65_535, 65_537, 65_538)
    assert arrivals.lost == 1
    assert arrivals.highest == 65_538


def test_the_share_lost_is_that_since_the_last_report() -> None:
    arrivals = arrived(0, 1, 3)
    assert arrivals.fraction() == 64
    arrivals.take(4)
    assert arrivals.fraction() == 0


def test_copies_make_the_loss_less_and_never_the_share_negative() -> None:
    arrivals = arrived(0, 0, 0)
    assert arrivals.lost == -2
    assert arrivals.fraction() == 0


def test_an_even_stream_has_no_jitter_whatever_the_clocks_say() -> None:
    arrivals = Arrivals()
    for number in range(100):
        arrivals.clock((2**32 - 800 + 160 * number) % 2**32, 777 + 160 * number)
    assert (arrivals.jitter, arrivals.mean_jitter_ms) == (0, 0)


def test_jitter_comes_near_the_mean_change_of_the_delay() -> None:
    arrivals = Arrivals()
    for number in range(400):
        arrivals.clock(160 * number, 160 * number + 160 * (number % 2))
    assert 150 <= arrivals.jitter <= 160
    assert 18 <= arrivals.mean_jitter_ms <= 20


def test_a_clock_that_is_set_is_no_jitter() -> None:
    arrivals = Arrivals()
    arrivals.clock(0, 0)
    arrivals.clock(160, 10_000_000)
    assert arrivals.jitter == 0


def test_a_new_stream_starts_its_numbers_anew() -> None:
    arrivals = arrived(5, 9)
    arrivals.restart()
    arrivals.take(40_000)
    assert (arrivals.lost, arrivals.highest) == (0, 40_000)


@given(st.lists(st.booleans(), min_size=1, max_size=300), st.integers(0, 65_535))
def test_lost_is_sent_less_received(kept: list[bool], start: int) -> None:
    kept[0] = kept[-1] = True
    arrivals = arrived(*(start + number for number, there in enumerate(kept) if there))
    assert arrivals.lost == kept.count(False)
