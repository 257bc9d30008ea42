"""Asks the child process to speak and makes telephone sound of it.

Decides voice and rate. A speed of 1.0 is 185 words a minute, at which the shipped
texts keep their ``max_s``; 0.85 is the speed of a repetition. It must never load the
engine into this process.
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.adapters.speech.sound import telephone
from rufschutz.domain.errors import RufschutzError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rufschutz.adapters.speech.sound import Samples

ENGINE: Final = "espeak-ng 1.52/1"
"""Engine and version of what is done to its sound: part of every cache key."""

_WORDS_A_MINUTE = 185
_VOICES = {"de": "gmw/de", "en": "gmw/en"}
_RATE = 22_050
_SECONDS = 120


class SpeechError(RufschutzError):
    """The speech engine could not speak."""

    advice = "Run `rufschutz check`; the package espeakng-loader must be installed whole."


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """Words to speak in a language (``de``, ``en``); ``speed`` 1.0 is normal, 0.85 the slow repetition."""

    text: str
    language: str
    speed: float = 1.0


def render(requests: Sequence[SpeechRequest]) -> tuple[Samples, ...]:
    """Return the sound of each request: int16, mono, 8 kHz; raise `SpeechError`.

    The engine adds breath noise: whoever needs the same bytes twice must keep them.
    """
    if not requests:
        return ()
    order = json.dumps([[r.text, _voice(r.language), round(_WORDS_A_MINUTE * r.speed)] for r in requests])
    command = [sys.executable, "-I", "-m", "rufschutz.adapters.speech.child"]
    try:
        child = subprocess.run(  # noqa: S603 - a fixed command
            command, input=order.encode(), capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpeechError("the speech engine does not answer") from error
    if child.returncode != 0:
        raise SpeechError(f"the speech engine failed: {child.stderr.decode(errors='replace').strip()}")
    sounds = tuple(telephone(np.frombuffer(part, "<i2"), _RATE) for part in _parts(child.stdout))
    if len(sounds) != len(requests):
        raise SpeechError("the speech engine left texts out")
    return sounds


def _voice(language: str) -> str:
    try:
        return _VOICES[language]
    except KeyError as error:
        raise SpeechError(f"there is no voice for language {language!r}", advice="Use de or en.") from error


def _parts(stream: bytes) -> Iterator[bytes]:
    offset = 0
    while offset + 4 <= len(stream):
        (length,) = struct.unpack_from("<I", stream, offset)
        yield stream[offset + 4 : offset + 4 + length]
        offset += 4 + length
