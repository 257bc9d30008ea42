"""The voice process's error root."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class VoiceError(RufschutzError):
    """Something that keeps voice from answering as planned."""
