"""Listening to a stored message as its owner does, and comparing it with what was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rufschutz.adapters.clock import Clock
from rufschutz.core.recordings.actions import finish_play, open_recording
from rufschutz.voice.media.codecs import Codec, decode

if TYPE_CHECKING:
    from rufschutz.adapters.g711 import Samples
    from rufschutz.cli.demo.house import House
    from rufschutz.domain.ids import ArtefactId


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording as heard: ``length`` and ``found_at`` in ms; ``likeness`` to the words, 0 to 1."""

    length: int
    found_at: int
    likeness: float


def listen(house: House, artefact: ArtefactId, words: Samples | None) -> Heard:
    """Play a recording through the same action as the console; raise `NotFound` where there is none."""
    actor = house.owner()
    with open_recording(actor, artefact, house.keys, house.blobs, Clock().now()) as sound:
        data = sound.read(0, sound.length)
        length = sound.length * 1000 // sound.rate
        finish_play(actor, sound.play, length, Clock().now())
        samples = decode(Codec(sound.codec), np.frombuffer(data, np.uint8)).astype(np.float64)
    if words is None:
        return Heard(length, 0, 0.0)
    place, likeness = _find(samples, words.astype(np.float64))
    return Heard(length, place * 1000 // 8_000, likeness)


def _find(sound: np.ndarray, words: np.ndarray) -> tuple[int, float]:
    """Return where ``words`` are in ``sound`` (samples) and how alike the two are there."""
    if len(sound) < len(words):
        return 0, 0.0
    size = 1 << (len(sound) + len(words)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(words, size))
    match = np.fft.irfft(product, size)[: len(sound) - len(words) + 1]
    place = int(match.argmax())
    there = sound[place : place + len(words)]
    scale = float(np.linalg.norm(there) * np.linalg.norm(words))
    return place, float(match[place]) / scale if scale else 0.0
