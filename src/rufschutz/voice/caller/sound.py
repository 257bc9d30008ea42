"""Sound files of the test caller: WAV, one channel, 16 bit, 8 kHz (another rate is resampled)."""

from __future__ import annotations

import struct
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.media.codecs import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.voice.media.codecs import Samples

ADVICE = "Convert: sox in.wav -b 16 -r 8000 -c 1 out.wav"

_PCM, _EXTENSIBLE = 1, 0xFFFE
_FORMAT = struct.Struct("<HHIIHH")  # tag, channels, rate, bytes a second, bytes a frame, bits a sample
_SUBFORMAT = slice(24, 40)
_PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")  # KSDATAFORMAT_SUBTYPE_PCM


@dataclass(frozen=True, slots=True)
class _Format:
    """How the samples lie: channels, samples a second."""

    channels: int
    rate: int


def read_wav(path: Path) -> Samples:
    """Return a sound file's first channel at 8 kHz, 16-bit; raise `CallerError` for anything else."""
    try:
        chunks = _chunks(path.read_bytes())
    except OSError as error:
        raise CallerError(f"{path} cannot be read as WAV: {error.strerror}") from error
    if not {b"fmt ", b"data"} <= chunks.keys():
        raise CallerError(f"{path} cannot be read as WAV: it is none", advice=ADVICE)
    shape = _format(chunks[b"fmt "])
    if shape is None:
        raise CallerError(f"{path} is not PCM with 16 bit", advice=ADVICE)
    data = chunks[b"data"]
    every = np.frombuffer(data[: len(data) - len(data) % (2 * shape.channels)], "<i2")
    samples = every[:: shape.channels].astype(np.float64)
    if shape.rate != RATE:
        places = np.arange(0, len(samples), shape.rate / RATE)
        samples = np.interp(places, np.arange(len(samples)), samples) if len(samples) else samples
    return samples.astype(np.int16)


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """Return the parts of a RIFF file by name, the first of each; nothing where it is no WAV."""
    found: dict[bytes, bytes] = {}
    at = 12 if data[:4] == b"RIFF" and data[8:12] == b"WAVE" else len(data)
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.setdefault(data[at : at + 4], data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return found


def _format(chunk: bytes) -> _Format | None:
    """Return how the samples lie, None for anything but PCM with 16 bit."""
    if len(chunk) < _FORMAT.size:
        return None
    tag, channels, rate, _, _, bits = _FORMAT.unpack(chunk[: _FORMAT.size])
    pcm = tag == _PCM or (tag == _EXTENSIBLE and chunk[_SUBFORMAT] == _PCM_GUID)
    return _Format(channels, rate) if pcm and bits == 16 and channels and rate else None


def write_wav(path: Path, samples: Samples) -> None:
    """Write 8 kHz, 16-bit, one channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
