from __future__ import annotations

import itertools

import pytest

from rufschutz.domain.call.events import Key, KeyMethod, KeyPressed
from rufschutz.voice.presses import Presses

EVENT, INFO, TONE = KeyMethod.RTP_EVENT, KeyMethod.SIP_INFO, KeyMethod.IN_BAND


def counted(*told):
    """Return how many presses are made of (ms, key, method[, started])."""
    presses, made = Presses(), 0
    for at, key, method, *started in told:
        made += presses.is_new(KeyPressed(at, Key(key), started[0] if started else at, method))
    return made


@pytest.mark.parametrize("ways", list(itertools.permutations([EVENT, INFO, TONE])))
def test_one_press_told_in_three_ways_counts_once(ways):
    assert counted(*((100 * place, "1", way) for place, way in enumerate(ways))) == 1


@pytest.mark.parametrize("order", sorted(set(itertools.permutations([EVENT, EVENT, INFO, INFO, TONE, TONE]))))
def test_two_presses_told_in_three_ways_each_are_two_in_any_order(order):
    assert counted(*((60 * place, "1", way) for place, way in enumerate(order))) == 2


def test_the_same_key_pressed_again_by_the_same_way_is_another_press():
    assert counted((0, "1", EVENT), (150, "1", EVENT)) == 2


def test_another_key_is_another_press():
    assert counted((0, "1", EVENT), (50, "2", INFO)) == 2


def test_after_a_second_the_same_key_by_another_way_is_another_press():
    assert counted((0, "1", EVENT), (1_000, "1", INFO)) == 2


def test_a_long_press_told_again_at_its_end_counts_once():
    assert counted((0, "1", EVENT), (3_000, "1", INFO, 10)) == 1


def test_keys_in_quick_turn_are_not_mixed_up():
    told = [(0, "1", EVENT), (80, "1", INFO), (160, "2", EVENT), (200, "1", EVENT), (260, "2", INFO)]
    assert counted(*told, (300, "1", INFO)) == 3


def test_a_long_press_told_again_without_its_start_counts_once():
    assert counted((0, "1", EVENT), (2_500, "1", INFO, None)) == 1
    assert counted((0, "1", INFO, None), (400, "1", EVENT, 350)) == 1
    assert counted((0, "1", EVENT), (3_000, "1", INFO, None)) == 2


def test_without_starts_two_presses_stay_two():
    assert counted((0, "1", INFO, None), (200, "1", INFO, None)) == 2
