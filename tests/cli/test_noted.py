"""The number of a receipt is noted from what was heard, with the sounds that the plans in force speak."""

from __future__ import annotations

import numpy as np
import pytest

from rufschutz.cli.noted import receipt_number
from rufschutz.core import runtime
from rufschutz.handover.plan import read_plan
from rufschutz.voice.media.codecs import Codec, decode

CODE = "695934359"


@pytest.fixture
def installation(office):
    return runtime.read(office.data, database=False)


def spoken(installation, language: str) -> np.ndarray:
    """Return the code as a line speaks it: each digit's sound, a breath between them."""
    (path,) = installation.plans.glob("*.plan")
    plan = read_plan(path.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0])
    digits = plan.vocabulary[language].digits
    breath = b"\xd5" * 720
    files = (installation.clips / f"{digits[int(each)].alaw_sha256}.alaw" for each in CODE)
    octets = breath.join(file.read_bytes() for file in files)
    return decode(Codec.PCMA, np.frombuffer(octets, np.uint8))


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_number_read_out_in_either_language_is_noted(installation, language):
    assert receipt_number(spoken(installation, language), installation) == CODE


def test_a_call_without_a_receipt_notes_none(installation):
    assert receipt_number(np.zeros(80_000, np.int16), installation) == ""
