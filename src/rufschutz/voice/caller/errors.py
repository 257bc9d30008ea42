"""The test caller's error root."""

from __future__ import annotations

from rufschutz.voice.errors import VoiceError


class CallerError(VoiceError):
    """A script, a sound file or a target that the test caller cannot use."""
