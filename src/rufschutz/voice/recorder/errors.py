"""The error root of the recorder."""

from __future__ import annotations

from rufschutz.voice.errors import VoiceError


class RecorderError(VoiceError):
    """A recording was asked for something its state does not allow."""


class RecordingShutError(RecorderError):
    """The recording is closed, destroyed or failed: it takes no prompt and no pause any more."""

    advice = "Open a new recording under its own consent."


class NoRoomError(RecorderError):
    """The disk is below the reserve that stays for facts: nothing new is recorded."""

    advice = "Free space on the disk; see disk_reserve_mb in rufschutz.toml."
