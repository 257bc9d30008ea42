from __future__ import annotations

from rufschutz.voice.errors import VoiceError
from rufschutz.voice.recorder.errors import RecorderError, RecordingShutError


def test_every_error_has_the_package_root_and_a_next_step() -> None:
    assert issubclass(RecorderError, VoiceError)
    assert "own consent" in RecordingShutError("recording a is shut").diagnostics()
