"""Whom a transport listens to."""

from __future__ import annotations

from rufschutz.voice.sip.gate import OpenGate
from rufschutz.voice.sip.via import Hop


def test_the_open_gate_takes_everything():
    gate = OpenGate()

    assert gate.takes(Hop("192.0.2.1", 5060), b"whatever", 0)
    assert gate.connects(Hop("192.0.2.1", 5060), 0)
