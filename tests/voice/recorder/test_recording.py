from __future__ import annotations

from typing import Any

import pytest

from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.ids import ArtefactId
from rufschutz.domain.moments import Millis
from rufschutz.voice.recorder.errors import RecordingShutError
from rufschutz.voice.recorder.recording import Recording


class Heard:
    """A recording and the seconds that it handed over."""

    def __init__(self, grant: Any) -> None:
        self.seconds: list[bytes] = []
        self.recording = Recording(ArtefactId("a"), grant, lambda _, sound: self.seconds.append(sound))

    def speak(self, frames: int, letter: bytes = b"a") -> None:
        for _ in range(frames):
            self.recording.feed(letter * 160)


@pytest.fixture
def heard(grant: Any) -> Heard:
    return Heard(grant)


@pytest.mark.rule("R12")
def test_a_recording_cannot_be_made_under_a_dead_grant(gate: Any, grant: Any) -> None:
    gate.end()
    with pytest.raises(GrantError):
        Heard(grant)


@pytest.mark.rule("R17")
def test_the_frame_after_a_withdrawal_is_dropped(heard: Heard, gate: Any) -> None:
    heard.speak(49)
    gate.end()
    heard.speak(1)
    assert heard.seconds == []


def test_sound_is_handed_over_a_second_at_a_time(heard: Heard) -> None:
    heard.speak(49)
    assert heard.seconds == []
    heard.speak(52, b"b")
    assert heard.seconds == [b"a" * 49 * 160 + b"b" * 160, b"b" * 8_000]


def test_a_frame_that_does_not_fit_begins_the_next_second(heard: Heard) -> None:
    heard.recording.feed(b"a" * 7_900)
    heard.recording.feed(b"b" * 160)
    heard.recording.close(Millis(0))
    assert heard.seconds == [b"a" * 7_900, b"b" * 160]


def test_the_rest_is_handed_over_at_the_close_and_nothing_after(heard: Heard) -> None:
    heard.speak(3)
    assert heard.recording.close(Millis(0)) is None
    heard.speak(60)
    assert heard.seconds == [b"a" * 480]


@pytest.mark.rule("R101")
def test_nothing_is_taken_while_paused_and_the_pause_is_measured(heard: Heard, grant: Any) -> None:
    heard.speak(2)
    heard.recording.pause(Millis(1_000))
    heard.recording.pause(Millis(2_000))
    heard.speak(50)
    assert heard.recording.resume(grant, Millis(4_000)) == 3_000
    heard.speak(50, b"b")
    assert heard.seconds == [b"a" * 320, b"b" * 8_000]
    assert heard.recording.resume(grant, Millis(5_000)) is None


@pytest.mark.rule("R12")
def test_a_pause_cannot_end_under_a_dead_grant(heard: Heard, gate: Any, grant: Any) -> None:
    heard.recording.pause(Millis(0))
    gate.end()
    with pytest.raises(GrantError):
        heard.recording.resume(grant, Millis(1))


def test_a_pause_that_lasts_to_the_end_is_told(heard: Heard) -> None:
    heard.recording.pause(Millis(0))
    assert heard.recording.close(Millis(500)) == 500


@pytest.mark.rule("R17")
def test_destroying_overwrites_the_unfinished_second(heard: Heard) -> None:
    heard.speak(49)
    heard.recording.destroy()
    assert not any(heard.recording._second)
    heard.recording.flush()
    assert heard.seconds == []


@pytest.mark.parametrize("end", ["close", "destroy", "fail"])
def test_a_shut_recording_takes_nothing(heard: Heard, end: str) -> None:
    if end == "close":
        heard.recording.close(Millis(0))
    elif end == "destroy":
        heard.recording.destroy()
    else:
        heard.recording.failed = True
    heard.speak(60)
    assert heard.recording.shut
    assert heard.seconds == []
    with pytest.raises(RecordingShutError):
        heard.recording.pause(Millis(0))
