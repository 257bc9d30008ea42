from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain.call.events import Key
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import FRAME_BYTES, Codec
from rufschutz.voice.media.tonekeys import ECHO_MS, PROTECTIVE, ToneKeys

TWELVE = "123456789*0#"


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("level", [-5, -17, -30])
@pytest.mark.parametrize("drift", [-0.015, 0.0, 0.015])
def test_every_key_of_80_ms_is_found_each_time(tones: Any, codec: Codec, level: float, drift: float) -> None:
    """80 ms on, 80 ms off, noise 15 dB below, anywhere between the frames."""
    start = tones.dice.integers(0, 160)
    presses = [
        tones.key(name, 80, level=level, drift=drift, snr=15, before=start if n == 0 else 0, after=640)
        for n, name in enumerate(TWELVE * 2)
    ]
    assert tones.keys(np.concatenate(presses), codec) == TWELVE * 2


@pytest.mark.parametrize("name", TWELVE)
@pytest.mark.parametrize("twist", [-4, 8])
def test_a_twisted_key_is_found(tones: Any, name: str, twist: float) -> None:
    assert tones.keys(tones.key(name, 90, twist=twist, snr=20)) == name


@pytest.mark.parametrize("name", TWELVE)
def test_a_yes_needs_80_ms_and_a_no_40(tones: Any, name: str) -> None:
    short = Key(name) in PROTECTIVE
    for offset in range(0, 160, 20):
        assert tones.keys(tones.key(name, 65, before=800 + offset)) == (name if short else "")
        assert tones.keys(tones.key(name, 30, before=800 + offset)) == ""


def test_a_long_press_is_one_key(tones: Any) -> None:
    assert tones.keys(tones.key("1", 3_000)) == "1"


def test_the_same_key_pressed_twice_stays_two(tones: Any) -> None:
    twice = np.concatenate([tones.key("1", 80, after=640), tones.key("1", 80, before=0)])
    assert tones.keys(twice) == "11"


def test_a_break_of_one_frame_does_not_double_a_key(tones: Any) -> None:
    sound = tones.key("1", 300)
    sound[1_600:1_700] += tones.dice.normal(0, 9_000, 100)
    assert tones.keys(sound) == "1"


def test_the_letters_are_no_keys(tones: Any) -> None:
    assert [tones.keys(tones.key(name)) for name in "ABCD"] == [""] * 4


def test_a_key_says_when_the_finger_went_down(tones: Any) -> None:
    for before in range(800, 960, 20):
        receiver = ToneKeys()
        found = tones.readings(tones.key("1", 120, before=before))
        told = [receiver.hear(n * FRAME_BYTES, r, Millis(20 * n + 20)) for n, r in enumerate(found)]
        [press] = [each for each in told if each is not None]
        assert abs(press.started_at - before / 8) <= 10


class Line:
    """A receiver, what arrives at it, and what plays on our side meanwhile."""

    def __init__(self, found: list[Any]) -> None:
        self.receiver = ToneKeys()
        self.found = found
        self.keys: list[str] = []

    def run(self, playing: range = range(0), lost: frozenset[int] = frozenset()) -> list[str]:
        for number, reading in enumerate(self.found):
            now = Millis(20 * (number + 1))
            if number in playing:
                self.receiver.played(now)
            if number in lost:
                continue
            press = self.receiver.hear(number * FRAME_BYTES, reading, now)
            if press is not None:
                self.keys.append(press.key.value)
        return self.keys


@pytest.mark.rule("R07")
def test_a_yes_while_we_play_does_not_count_and_a_no_does(tones: Any) -> None:
    for name in TWELVE:
        found = tones.readings(tones.key(name, 200, before=1_600))
        assert Line(found).run(playing=range(30)) == ([] if name == "1" else [name])


@pytest.mark.rule("R07")
def test_a_yes_counts_only_when_our_echo_has_died(tones: Any) -> None:
    for quiet_ms in range(0, 300, 20):
        found = tones.readings(tones.key("1", 200, before=1_600 + quiet_ms * 8))
        counted = Line(found).run(playing=range(10)) == ["1"]
        assert counted is (quiet_ms >= ECHO_MS)


@pytest.mark.rule("R07")
def test_a_yes_that_began_while_we_played_never_counts(tones: Any) -> None:
    found = tones.readings(tones.key("1", 2_000, before=800))
    assert Line(found).run(playing=range(8)) == []


@settings(max_examples=60, deadline=None)
@given(lost=st.frozensets(st.integers(0, 41), max_size=20), name=st.sampled_from(TWELVE))
def test_losses_invent_no_key_and_double_none(presses: Any, lost: frozenset[int], name: str) -> None:
    assert Line(presses[name]).run(lost=lost) in ([], [name])


@pytest.mark.parametrize("name", TWELVE)
@pytest.mark.parametrize("burst", range(1, 12))
def test_a_burst_of_losses_while_a_key_is_down_does_not_double_it(
    presses: Any, name: str, burst: int
) -> None:
    for first in range(42 - burst):
        assert Line(presses[name]).run(lost=frozenset(range(first, first + burst))) in ([], [name])


def test_a_key_is_still_one_when_a_few_of_its_frames_are_lost(tones: Any) -> None:
    found = tones.readings(tones.key("1", 240, before=1_600))
    for lost in itertools.combinations(range(11, 21), 2):
        assert Line(found).run(lost=frozenset(lost)) == ["1"]


def test_after_a_new_start_of_the_stream_keys_are_heard(tones: Any) -> None:
    found = tones.readings(tones.key("2", 100))
    line = Line(found)
    line.receiver.hear(4_000_000_000, found[0], Millis(0))
    line.receiver.start_anew()
    assert line.run() == ["2"]


def told(found: list[Any], lost: range = range(0), anew: int = -1, at: int = 20) -> list[int]:
    """Return when each press of a sound began, by what the receiver says."""
    receiver, began = ToneKeys(), []
    for number, reading in enumerate(found):
        if number == anew:
            receiver.start_anew()
        if number not in lost:
            press = receiver.hear(number * FRAME_BYTES, reading, Millis(20 * number + at))
            began += [press.started_at] if press else []
    return began


@pytest.mark.rule("R07")
@pytest.mark.parametrize("lost", range(4, 60, 5))
def test_a_held_yes_never_began_later_than_it_was_first_heard(tones: Any, lost: int) -> None:
    found = tones.readings(tones.key("1", 2_000, before=800))
    for began in (told(found, range(25, 25 + lost)), told(found, range(6, 6 + lost)), told(found, anew=30)):
        assert began
        assert all(abs(each - 100) <= 10 for each in began)


@pytest.mark.rule("R07")
@pytest.mark.parametrize("frames", [2, 3, 10])
@pytest.mark.parametrize("loud", [3_000, 9_000])
def test_noise_does_not_make_a_held_yes_a_new_one(tones: Any, frames: int, loud: int) -> None:
    sound = tones.key("1", 2_000, before=800)
    sound[8_000 : 8_000 + frames * 160] = tones.dice.normal(0, loud, frames * 160)
    assert all(abs(each - 100) <= 10 for each in told(tones.readings(sound)))


def test_a_yes_pressed_again_began_again(tones: Any) -> None:
    twice = np.concatenate([tones.key("1", 100, after=480), tones.key("1", 100, before=0)])
    first, second = told(tones.readings(twice))
    assert second - first == pytest.approx(160, abs=10)


def test_a_yes_pressed_again_by_one_who_sends_no_silence_began_again(tones: Any) -> None:
    sound = np.concatenate([tones.key("1", 100, after=0), tones.key("1", 3_000, before=0)])
    found = tones.readings(sound)
    assert told(found, lost=range(10, 120))[-1] == pytest.approx(2_400, abs=20)
