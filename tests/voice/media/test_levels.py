from __future__ import annotations

import numpy as np
import pytest

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import Codec, encode
from rufschutz.voice.media.levels import LevelMeter

DICE = np.random.default_rng(711)


def noise(rms: float, codec: Codec = Codec.PCMA) -> bytes:
    return encode(codec, DICE.normal(0, rms, 160).clip(-32_000, 32_000).astype(np.int16)).tobytes()


def run(meter: LevelMeter, rms: float, ticks: int, start: int, codec: Codec = Codec.PCMA) -> list[int]:
    """Feed slot 3 for some ticks; return when it was reported silent."""
    silent = []
    for tick in range(ticks):
        now = Millis(start + 20 * tick)
        meter.add(3, codec, noise(rms, codec))
        silent += [now for slot in meter.measure(now) if slot == 3]
    return silent


@pytest.fixture
def meter() -> LevelMeter:
    meter = LevelMeter(8)
    meter.start(3, Millis(0), 10_000)
    return meter


@pytest.mark.parametrize("codec", list(Codec))
def test_speech_counts_and_a_quiet_line_does_not(meter: LevelMeter, codec: Codec) -> None:
    run(meter, 20, 50, 0, codec)
    assert meter.voiced_ms(3) == 0
    run(meter, 2_000, 50, 1_000, codec)
    assert meter.voiced_ms(3) == 1_000


def test_a_steady_noise_becomes_the_floor_and_voice_above_it_is_voice(meter: LevelMeter) -> None:
    run(meter, 150, 500, 0)
    steady = meter.voiced_ms(3)
    assert steady < 200
    run(meter, 1_500, 10, 10_000)
    assert meter.voiced_ms(3) == steady + 200


def test_ten_seconds_without_voice_are_a_silence_said_once(meter: LevelMeter) -> None:
    run(meter, 2_000, 50, 0)
    assert run(meter, 20, 1_000, 1_000) == [980 + 10_000]


def test_a_caller_who_speaks_again_can_fall_silent_again(meter: LevelMeter) -> None:
    run(meter, 20, 600, 0)
    run(meter, 2_000, 1, 12_000)
    assert run(meter, 20, 600, 12_020) == [22_000]


def test_no_frames_at_all_are_a_silence_too(meter: LevelMeter) -> None:
    assert [now for now in range(0, 11_000, 20) if meter.measure(Millis(now))] == [10_000]


def test_a_pause_reports_nothing_and_keeps_the_voiced_time(meter: LevelMeter) -> None:
    run(meter, 2_000, 5, 0)
    meter.pause(3)
    assert meter.measure(Millis(60_000)) == []
    meter.resume(3, Millis(60_000))
    assert meter.measure(Millis(69_980)) == []
    assert meter.measure(Millis(70_000)) == [3]
    assert meter.voiced_ms(3) == 100


def test_calls_do_not_hear_each_other(meter: LevelMeter) -> None:
    meter.start(4, Millis(0), 10_000)
    for tick in range(10):
        meter.add(3, Codec.PCMA, noise(2_000))
        meter.add(4, Codec.PCMU, noise(20, Codec.PCMU))
        meter.measure(Millis(tick * 20))
    assert (meter.voiced_ms(3), meter.voiced_ms(4)) == (200, 0)


def test_two_frames_of_a_call_in_one_tick_both_count(meter: LevelMeter) -> None:
    meter.add(3, Codec.PCMA, noise(2_000))
    meter.add(3, Codec.PCMA, noise(2_000))
    meter.measure(Millis(0))
    assert meter.voiced_ms(3) == 40


def test_sound_is_forgotten_as_soon_as_it_is_measured(meter: LevelMeter) -> None:
    meter.add(3, Codec.PCMA, b"\x2a" * 160)
    meter.measure(Millis(0))
    assert not any(batch.frames.any() for batch in meter._batches.values())


def test_beyond_the_capacity_frames_are_left_out(meter: LevelMeter) -> None:
    for _ in range(9):
        meter.add(3, Codec.PCMA, noise(2_000))
    meter.measure(Millis(0))
    assert meter.voiced_ms(3) == 8 * 20
