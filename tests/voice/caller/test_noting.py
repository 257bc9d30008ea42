"""Digits are noted from sound: the same that were read, whole readings only."""

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.voice.caller.noting import note_digits

RATE = 8_000
GAP = np.zeros(RATE // 10, np.int16)
LONG = np.zeros(2 * RATE, np.int16)
_DICE = np.random.default_rng(5)
DIGITS = tuple(_DICE.integers(-8_000, 8_000, 2_400 + 80 * each).astype(np.int16) for each in range(10))
OTHER = _DICE.integers(-8_000, 8_000, RATE).astype(np.int16)


def read_out(code: str) -> np.ndarray:
    return np.concatenate([sound for digit in code for sound in (DIGITS[int(digit)], GAP)])


@pytest.mark.parametrize("code", ["695934359", "000000000", "123456789"])
def test_what_was_read_out_is_noted_amid_other_words(code):
    heard = np.concatenate([OTHER, read_out(code), LONG, read_out(code), OTHER])
    assert note_digits(heard, DIGITS, 9) == code


def test_of_a_reading_with_a_hole_the_second_one_is_noted():
    torn = read_out("69593435")
    assert note_digits(np.concatenate([torn, LONG, read_out("695934359")]), DIGITS, 9) == "695934359"


@pytest.mark.parametrize("code", ["12", "1234567890", "69593435"])
def test_fewer_or_more_digits_are_no_receipt(code):
    assert note_digits(np.concatenate([OTHER, read_out(code)]), DIGITS, 9) == ""


def test_nothing_is_noted_of_silence_of_noise_and_of_nothing():
    for heard in (LONG, OTHER, np.zeros(0, np.int16)):
        assert note_digits(heard, DIGITS, 9) == ""


def test_a_little_noise_on_the_line_does_no_harm():
    heard = np.concatenate([OTHER, read_out("695934359")])
    noisy = heard + _DICE.integers(-500, 500, len(heard)).astype(np.int16)
    assert note_digits(noisy, DIGITS, 9) == "695934359"
