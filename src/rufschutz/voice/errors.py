"""The voice process's error root."""

from __future__ import annotations

from rufschutz.domain.errors import RufschutzError


class VoiceError(RufschutzError):
    """Something that keeps voice from answering as planned."""


class AddressError(VoiceError):
    """The SIP address cannot be bound: another program listens there, or it is not this machine's."""
