from __future__ import annotations

from rufschutz.voice.errors import VoiceError
from rufschutz.voice.media.errors import MediaError, PortsExhaustedError, RtpError


def test_every_error_has_the_package_root() -> None:
    assert issubclass(MediaError, VoiceError)
    assert issubclass(RtpError, MediaError)


def test_exhausted_ports_come_with_the_next_step() -> None:
    assert "port range" in PortsExhaustedError("every RTP port is in use").diagnostics()
