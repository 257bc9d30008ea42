from __future__ import annotations

from rufschutz.voice.media.framer import Framer


def test_a_whole_frame_passes_as_it_is() -> None:
    frame = memoryview(b"a" * 160)
    [(timestamp, passed)] = Framer().frames(7, frame)
    assert (timestamp, passed) == (7, frame)
    assert passed is frame


def test_packets_of_other_lengths_are_cut_into_frames() -> None:
    framer, out = Framer(), []
    for number in range(4):
        out += framer.frames(240 * number, bytes([65 + number]) * 240)
    assert [timestamp for timestamp, _ in out] == [160 * number for number in range(6)]
    assert b"".join(sound for _, sound in out) == b"A" * 240 + b"B" * 240 + b"C" * 240 + b"D" * 240


def test_timestamps_wrap() -> None:
    out = list(Framer().frames(2**32 - 160, b"a" * 320))
    assert [timestamp for timestamp, _ in out] == [2**32 - 160, 0]


def test_what_was_left_of_another_stream_is_forgotten() -> None:
    framer = Framer()
    assert list(framer.frames(0, b"a" * 80)) == []
    framer.clear()
    assert list(framer.frames(80, b"b" * 160)) == [(80, b"b" * 160)]
