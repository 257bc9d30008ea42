"""The error root of the media plane."""

from __future__ import annotations

from rufschutz.voice.errors import VoiceError


class MediaError(VoiceError):
    """A media session was asked for something it cannot do."""


class RtpError(MediaError):
    """A datagram that is no RTP packet (RFC 3550); the sender's fault, counted and dropped."""


class PortsExhaustedError(MediaError):
    """No RTP port is free."""

    advice = "Widen the RTP port range in the settings, or spread the calls over more voice processes."
