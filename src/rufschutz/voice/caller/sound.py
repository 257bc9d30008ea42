"""Sound files of the test caller: WAV, one channel, 16 bit, 8 kHz (another rate is resampled)."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np

from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.media.codecs import RATE

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.voice.media.codecs import Samples


def read_wav(path: Path) -> Samples:
    """Return a sound file's first channel at 8 kHz, 16-bit; raise `CallerError` for what is no WAV."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise CallerError(
                    f"{path} is not 16-bit", advice="Convert it: sox in.wav -b 16 -r 8000 -c 1 out.wav"
                )
            data = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            samples = data[:: file.getnchannels()].astype(np.float64)
            rate = file.getframerate()
    except (OSError, EOFError, wave.Error) as error:
        raise CallerError(f"{path} cannot be read as WAV: {error}") from error
    if rate != RATE:
        places = np.arange(0, len(samples), rate / RATE)
        samples = np.interp(places, np.arange(len(samples)), samples)
    return samples.astype(np.int16)


def write_wav(path: Path, samples: Samples) -> None:
    """Write 8 kHz, 16-bit, one channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
