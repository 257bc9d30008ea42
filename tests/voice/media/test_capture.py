from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.capture import Capture
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.levels import LevelMeter

SILENCE = Codec.PCMA.silence


class Taken:
    """A capture and what it let through, frame by frame."""

    def __init__(self, grant: Any, at: int = 0) -> None:
        self.frames: list[bytes] = []
        sink = lambda frame: self.frames.append(bytes(frame))  # noqa: E731
        self.capture = Capture(grant, sink, Codec.PCMA, LevelMeter(4), 0, Millis(at))

    def put(self, timestamp: int, sound: bytes, now: int, *, muted: bool = False, looks: int = 0) -> None:
        """Put a frame in; ``looks``: 1 like the tone of a key, 2 is one beyond doubt."""
        mark = self.capture.take(timestamp % 2**32, sound, Millis(now), muted=muted)
        if mark is not None:
            mark.looks, mark.strict = looks > 0, looks > 1

    def all(self) -> list[bytes]:
        self.capture.flush()
        return self.frames


def sound(letter: str) -> bytes:
    return letter.encode() * 160


@pytest.mark.rule("R12")
def test_without_a_living_grant_no_capture_begins(grant: Any, gate: Any) -> None:
    gate.end()
    with pytest.raises(GrantError):
        Taken(grant)


@pytest.mark.rule("R17")
def test_the_frame_after_a_withdrawal_is_dropped_and_all_after_it(grant: Any, gate: Any) -> None:
    taken = Taken(grant)
    for number in range(4):
        taken.put(160 * number, sound("abcd"[number]), 20 * number)
    taken.capture.release()
    gate.end()
    taken.capture.release()
    taken.put(640, sound("e"), 80)
    assert taken.all() == [sound("a")]


def test_a_lost_frame_becomes_silence_so_that_time_stays_true(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.put(480, sound("d"), 60)
    assert taken.all() == [sound("a"), SILENCE, SILENCE, sound("d")]


def test_timestamps_wrap(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(2**32 - 160, sound("a"), 0)
    taken.put(160, sound("c"), 40)
    assert taken.all() == [sound("a"), SILENCE, sound("c")]


@pytest.mark.rule("R101")
def test_sound_under_a_key_is_muted(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0, muted=True)
    assert taken.all() == [SILENCE]


@pytest.mark.rule("R101")
def test_a_tone_is_muted_from_before_it_was_recognised_until_after_it_ended(grant: Any) -> None:
    taken = Taken(grant)
    for number, looks in enumerate((0, 0, 0, 1, 1, 1, 0, 0, 0)):
        taken.put(160 * number, sound("abcdefghi"[number]), 20 * number, looks=looks)
        taken.capture.release()
    assert taken.all() == [sound("a"), *[SILENCE] * 6, sound("h"), sound("i")]
    assert taken.capture.muted == 6


@pytest.mark.rule("R101")
def test_one_frame_that_is_a_tone_beyond_doubt_is_enough_to_mute(grant: Any) -> None:
    taken = Taken(grant)
    for number, looks in enumerate((0, 0, 0, 2, 0, 0)):
        taken.put(160 * number, sound("abcdef"[number]), 20 * number, looks=looks)
    assert taken.all() == [sound("a"), *[SILENCE] * 4, sound("f")]


def test_one_frame_of_a_voice_that_looks_like_a_tone_is_kept(grant: Any) -> None:
    taken = Taken(grant)
    for number, looks in enumerate((0, 1, 0, 0)):
        taken.put(160 * number, sound("abcd"[number]), 20 * number, looks=looks)
    assert taken.all() == [sound(letter) for letter in "abcd"]


@pytest.mark.rule("R101")
def test_a_tone_that_begins_with_the_last_frame_is_muted(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.put(160, sound("b"), 20, looks=1)
    assert taken.all() == [SILENCE, SILENCE]


def test_nothing_leaves_before_what_follows_is_known(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(5):
        taken.put(160 * number, sound("abcde"[number]), 20 * number)
        taken.capture.release()
    assert taken.frames == [sound("a"), sound("b")]


def test_gaps_smaller_than_a_frame_add_up(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(5):
        taken.put(200 * number, sound("a"), 25 * number)
    assert taken.all().count(SILENCE) == 1


def test_a_jump_in_time_cannot_fill_a_disk(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.put(2**31 - 1, sound("b"), 20)
    assert len(taken.all()) <= 26 + 1


def test_a_flood_is_not_captured_faster_than_time_passes(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(200):
        taken.put(160 * number, sound("a"), 1_000)
    assert len(taken.all()) == 75
    assert taken.capture.excess == 125


def test_a_new_stream_goes_on_without_a_gap(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.capture.resync()
    taken.put(999_999, sound("b"), 20)
    assert taken.all() == [sound("a"), sound("b")]


@given(kept=st.lists(st.booleans(), min_size=1, max_size=100))
def test_each_frame_lies_where_it_was_spoken(living_grant: Any, kept: list[bool]) -> None:
    taken = Taken(living_grant)
    kept[0] = True
    for number, arrives in enumerate(kept):
        if arrives:
            taken.put(160 * number, bytes([number]) * 160, 20 * number)
    last = max(number for number, arrives in enumerate(kept) if arrives)
    expected = [bytes([n]) * 160 if arrives else SILENCE for n, arrives in enumerate(kept[: last + 1])]
    assert taken.all() == expected
