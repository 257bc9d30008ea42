"""Sealed journals: what a living grant lets through, written by one thread, a second at a time."""

from rufschutz.voice.recorder.errors import RecorderError
from rufschutz.voice.recorder.events import Destroyed, Failed, RecorderEvent, Stopped
from rufschutz.voice.recorder.recorder import Recorder
from rufschutz.voice.recorder.recording import Recording

__all__ = ["Destroyed", "Failed", "Recorder", "RecorderError", "RecorderEvent", "Recording", "Stopped"]
