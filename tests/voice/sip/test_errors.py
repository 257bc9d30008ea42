"""Every refusal carries a next step."""

from __future__ import annotations

import pytest

from rufschutz.voice.errors import VoiceError
from rufschutz.voice.sip import errors

TYPES = [kind for kind in vars(errors).values() if isinstance(kind, type)]
KINDS = [kind for kind in TYPES if issubclass(kind, errors.SipError)]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not errors.SipError])
def test_each_error_has_advice(kind):
    assert kind.advice
    assert issubclass(kind, VoiceError)


def test_a_refusal_names_its_response():
    refusal = errors.RefusalError(420, "", ("Unsupported", "x"))

    assert (refusal.code, refusal.reason, refusal.headers) == (420, "", (("Unsupported", "x"),))
    assert str(refusal) == "refused with 420"
