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

    def put(self, timestamp: int, sound: bytes, now: int, *, muted: bool = False) -> None:
        self.capture.take(timestamp % 2**32, sound, Millis(now), muted=muted)


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
    taken.put(0, sound("a"), 0)
    gate.end()
    taken.put(160, sound("b"), 20)
    taken.put(320, sound("c"), 40)
    assert taken.frames == [sound("a")]


def test_a_lost_frame_becomes_silence_so_that_time_stays_true(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.put(480, sound("d"), 60)
    assert taken.frames == [sound("a"), SILENCE, SILENCE, sound("d")]


def test_timestamps_wrap(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(2**32 - 160, sound("a"), 0)
    taken.put(160, sound("c"), 40)
    assert taken.frames == [sound("a"), SILENCE, sound("c")]


@pytest.mark.rule("R101")
def test_sound_under_a_key_is_muted(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0, muted=True)
    assert taken.frames == [SILENCE]


def test_packets_of_other_lengths_are_cut_into_frames(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(4):
        taken.put(240 * number, bytes([65 + number]) * 240, 30 * number)
    assert [len(frame) for frame in taken.frames] == [160] * 6
    assert b"".join(taken.frames) == b"A" * 240 + b"B" * 240 + b"C" * 240 + b"D" * 240


def test_gaps_smaller_than_a_frame_add_up(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(5):
        taken.put(200 * number, sound("a"), 25 * number)
    assert taken.frames.count(SILENCE) == 1


def test_a_jump_in_time_cannot_fill_a_disk(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.put(2**31 - 1, sound("b"), 20)
    assert len(taken.frames) <= 26 + 1


def test_a_flood_is_not_captured_faster_than_time_passes(grant: Any) -> None:
    taken = Taken(grant)
    for number in range(200):
        taken.put(160 * number, sound("a"), 1_000)
    assert len(taken.frames) == 75
    assert taken.capture.excess == 125


def test_a_new_stream_goes_on_without_a_gap(grant: Any) -> None:
    taken = Taken(grant)
    taken.put(0, sound("a"), 0)
    taken.capture.resync()
    taken.put(999_999, sound("b"), 20)
    assert taken.frames == [sound("a"), sound("b")]


@given(kept=st.lists(st.booleans(), min_size=1, max_size=100))
def test_each_frame_lies_where_it_was_spoken(living_grant: Any, kept: list[bool]) -> None:
    taken = Taken(living_grant)
    kept[0] = True
    for number, arrives in enumerate(kept):
        if arrives:
            taken.put(160 * number, bytes([number]) * 160, 20 * number)
    last = max(number for number, arrives in enumerate(kept) if arrives)
    expected = [bytes([n]) * 160 if arrives else SILENCE for n, arrives in enumerate(kept[: last + 1])]
    assert taken.frames == expected
