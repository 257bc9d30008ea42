"""The receipt's number that a test caller heard, noted by the sounds that this installation speaks.

Decides nothing: what no sound of a published plan says is not noted. It asks neither keys nor database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.handover.plan import read_plan
from rufschutz.voice.caller.noting import note_digits
from rufschutz.voice.media.codecs import Codec, decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rufschutz.core.runtime import Installation
    from rufschutz.handover.plan import Clip
    from rufschutz.voice.media.codecs import Samples

DIGITS: Final = 9


def receipt_number(heard: Samples, installation: Installation) -> str:
    """Return the receipt's number that was read out in what a caller heard (8 kHz), '' for none.

    Raises `RufschutzError` or `OSError` where a plan or a sound cannot be read.
    """
    plans = sorted(installation.plans.glob("*.plan"))
    spoken = {digits.digits for path in plans for digits in read_plan(_body(path)).vocabulary.values()}
    noted = (note_digits(heard, _sounds(digits, installation.clips), DIGITS) for digits in spoken)
    return next((number for number in noted if number), "")


def _body(path: Path) -> bytes:
    """Return a plan without its signature: it is listened with, not obeyed."""
    return path.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0]


def _sounds(clips: Iterable[Clip], directory: Path) -> tuple[Samples, ...]:
    found = ((directory / f"{clip.alaw_sha256}.alaw").read_bytes() for clip in clips)
    return tuple(decode(Codec.PCMA, np.frombuffer(data, np.uint8)) for data in found)
