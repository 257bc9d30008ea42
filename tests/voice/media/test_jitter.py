from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.jitter import JitterBuffer, Ordered


def frame(number: int) -> bytes:
    return number.to_bytes(2, "big")


def put_all(buffer: JitterBuffer, sequences: list[int]) -> list[int]:
    """Put packets in; return the sequence numbers that come out, read from the sound."""
    released: list[Ordered] = []
    for number in sequences:
        released += buffer.put(number % 65_536, number * 160 % 2**32, frame(number % 65_536))
    released += buffer.drain()
    return [int.from_bytes(sound or b"", "big") for _, sound in released]


def test_in_order_nothing_waits() -> None:
    buffer = JitterBuffer()
    for number in range(65_530, 65_540):
        sequence = number % 65_536
        assert buffer.put(sequence, number, b"x") == ((number, b"x"),)
    assert (buffer.lost, buffer.late) == (0, 0)


def test_two_that_changed_places_are_put_right() -> None:
    buffer = JitterBuffer()
    assert put_all(buffer, [1, 3, 2, 4, 6, 5, 7]) == [1, 2, 3, 4, 5, 6, 7]
    assert (buffer.lost, buffer.late) == (0, 0)


def test_a_missing_one_is_waited_for_and_then_lost() -> None:
    buffer = JitterBuffer(depth=4)
    assert put_all(buffer, [1, 2]) == [1, 2]
    assert [len(buffer.put(n, 0, b"")) for n in (4, 5, 6, 7)] == [0, 0, 0, 4]
    assert buffer.lost == 1


def test_one_that_comes_after_its_turn_or_twice_is_late() -> None:
    buffer = JitterBuffer(depth=2)
    assert put_all(buffer, [1, 3, 4, 2, 4, 5, 5]) == [1, 3, 4, 5]
    assert (buffer.lost, buffer.late, buffer.doubled) == (1, 1, 2)


def test_a_copy_of_one_that_waits_is_a_copy() -> None:
    buffer = JitterBuffer()
    assert put_all(buffer, [1, 3, 3, 2]) == [1, 2, 3]
    assert (buffer.doubled, buffer.reordered, buffer.late) == (1, 1, 0)


def test_what_came_late_is_waited_for_longer_from_then_on_and_not_without_end() -> None:
    buffer = JitterBuffer()
    put_all(buffer, [1, 3, 4, 5, 6, 7, 8, 9, 2])
    assert buffer.depth == 8
    put_all(buffer, [*range(20, 60), 15])
    assert buffer.depth == 12


def test_after_ten_calm_seconds_less_is_waited_for() -> None:
    buffer = JitterBuffer(depth=12)
    put_all(buffer, list(range(1_100)))
    assert buffer.depth == 4


def test_one_that_waits_for_a_missing_one_does_not_wait_for_ever() -> None:
    buffer = JitterBuffer()
    buffer.put(1, 0, b"a", Millis(0))
    buffer.put(3, 320, b"c", Millis(40))
    assert buffer.overdue(Millis(140)) == ()
    assert buffer.overdue(Millis(160)) == (Ordered(320, b"c"),)
    assert buffer.lost == 1


def test_a_waiting_sound_survives_the_reuse_of_its_buffer() -> None:
    buffer, datagram = JitterBuffer(), bytearray(b"a")
    buffer.put(1, 0, b"")
    buffer.put(3, 0, memoryview(datagram))
    datagram[:] = b"z"
    assert buffer.put(2, 0, b"")[1].sound == b"a"


def test_one_stray_number_far_away_is_dropped_and_two_in_a_row_are_a_new_start() -> None:
    buffer = JitterBuffer()
    assert put_all(buffer, [10, 11, 30_000, 12]) == [10, 11, 12]
    assert put_all(buffer, [40_000, 40_001, 40_002]) == [40_001, 40_002]
    assert buffer.restarts == 1


def test_a_packet_without_sound_takes_its_place_and_is_not_lost() -> None:
    buffer = JitterBuffer()
    buffer.put(1, 0, b"x")
    assert buffer.put(2, 160, None) == ((160, None),)
    buffer.put(3, 320, b"x")
    assert buffer.lost == 0


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=80),
    st.integers(0, 65_535),
)
def test_whatever_arrives_comes_out_in_order_and_once(arrivals: list[int], start: int) -> None:
    buffer = JitterBuffer()
    out = put_all(buffer, [start + arrival for arrival in arrivals])
    ahead = [(number - start) % 65_536 for number in out]
    assert ahead == sorted(set(ahead))
    assert set(ahead) <= set(arrivals)


@given(st.integers(0, 1_000))
def test_swaps_within_the_depth_lose_nothing(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311  a fake link
    numbers = list(range(200))
    for start in range(1, 200, 3):
        block = numbers[start : start + 3]
        dice.shuffle(block)
        numbers[start : start + 3] = block
    buffer = JitterBuffer(depth=4)
    assert put_all(buffer, numbers) == list(range(200))
    assert (buffer.lost, buffer.late) == (0, 0)
