"""Telephone sound: nothing folds back, one loudness, no silent ends."""

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.adapters.speech.sound import levelled, resampled, telephone, trimmed


def tone(hertz: float, rate: int, seconds: float = 1.0, peak: float = 0.5):
    return peak * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


def rms(wave) -> float:
    return float(np.sqrt(np.mean(np.square(wave))))


@pytest.mark.parametrize("hertz", [300, 1_000, 3_000, 3_400])
def test_what_a_telephone_carries_is_kept(hertz: int) -> None:
    inner = resampled(tone(hertz, 22_050), 22_050)[800:-800]
    expected = tone(hertz, 8_000)[800:-800]
    assert rms(inner[: expected.size] - expected[: inner.size]) < 0.02


@pytest.mark.parametrize("hertz", [3_970, 4_100, 5_000, 7_000, 9_000])
def test_what_lies_above_does_not_fold_back(hertz: int) -> None:
    assert rms(resampled(tone(hertz, 22_050), 22_050)[800:-800]) < 0.002


def test_a_second_stays_a_second() -> None:
    assert resampled(tone(440, 22_050), 22_050).size == 8_000
    assert resampled(np.zeros(0), 22_050).size == 0


def test_silence_at_the_ends_goes() -> None:
    quiet = np.zeros(4_000)
    assert 8_000 <= trimmed(np.concatenate([quiet, tone(440, 8_000), quiet])).size <= 8_320
    assert trimmed(quiet).size == 0
    assert trimmed(quiet[:40]).size == 40


@pytest.mark.parametrize("peak", [0.001, 0.1, 1.0])
def test_loud_and_quiet_come_out_alike(peak: float) -> None:
    assert 20 * np.log10(rms(levelled(tone(440, 8_000, peak=peak)) / 32_768)) == pytest.approx(-18, abs=0.3)


def test_a_peak_never_clips() -> None:
    spiky = tone(440, 8_000, peak=0.05)
    spiky[100] = 1.0
    assert np.abs(levelled(spiky).astype(int)).max() < 30_000


def test_nothing_stays_nothing() -> None:
    assert telephone(np.zeros(100, np.int16), 22_050).size == 0
