"""Rendered sounds on disk, named by their content, kept as long as a plan names them.

A sound is ``<sha256>.alaw`` and ``<sha256>.ulaw``; ``<key>.clip`` remembers which
words gave which sound, so that unchanged words are never rendered twice; a memory
that is lost or wrong costs a rendering, nothing else. Sounds are durable before a
plan can name them, and never change.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from rufschutz.adapters import g711
from rufschutz.adapters.speech import SpeechRequest, render
from rufschutz.adapters.speech.engine import ENGINE
from rufschutz.domain import canonical
from rufschutz.handover import durable
from rufschutz.handover.codec import RecordError, from_json, to_json
from rufschutz.handover.plan import Clip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rufschutz.adapters.speech.sound import Samples

NORMAL: Final = 100
SLOW: Final = 85
_FRAME = 160
_FRAME_MS = 20


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words to render; ``pace`` in percent of normal."""

    words: str
    language: str
    pace: int = NORMAL

    @property
    def key(self) -> str:
        """The name under which the rendering is remembered; another engine gives another key."""
        place = json.dumps([ENGINE, self.language, self.pace, self.words])
        return hashlib.sha256(place.encode()).hexdigest()


class ClipStore:
    """The clip directory. ``aside``: where new renderings go that nothing may name yet."""

    def __init__(self, directory: Path, aside: Path | None = None) -> None:
        self._directory = aside or directory
        self._shelves = (directory,) if aside is None else (aside, directory)

    def clips(self, wanted: Iterable[Sentence]) -> dict[Sentence, Clip]:
        """Return the clip of each sentence, rendering what is not there; raise `SpeechError`."""
        sentences = tuple(dict.fromkeys(wanted))
        found = {sentence: clip for sentence in sentences if (clip := self._remembered(sentence)) is not None}
        new = [sentence for sentence in sentences if sentence not in found]
        sounds = render([SpeechRequest(s.words, s.language, s.pace / NORMAL) for s in new])
        made = {sentence: _encoded(samples) for sentence, samples in zip(new, sounds, strict=True)}
        files = {self._directory / name: data for clip in made.values() for name, data in clip.files()}
        durable.replace_all(files)
        for sentence, sound in made.items():
            memory = self._directory / f"{sentence.key}.clip"
            memory.write_bytes(canonical.dumps(to_json(sound.clip)))
        return found | {sentence: sound.clip for sentence, sound in made.items()}

    def _remembered(self, sentence: Sentence) -> Clip | None:
        return next((clip for shelf in self._shelves if (clip := _on(shelf, sentence)) is not None), None)


def _on(shelf: Path, sentence: Sentence) -> Clip | None:
    try:
        data = (shelf / f"{sentence.key}.clip").read_bytes()
        clip = from_json(Clip, canonical.loads(data))
        whole = all(
            hashlib.sha256((shelf / f"{sha256}.{suffix}").read_bytes()).hexdigest() == sha256
            for sha256, suffix in ((clip.alaw_sha256, "alaw"), (clip.ulaw_sha256, "ulaw"))
        )
    except (FileNotFoundError, RecordError, canonical.CanonicalError):
        return None
    return clip if whole else None


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A sound in both encodings."""

    clip: Clip
    alaw: bytes
    ulaw: bytes

    def files(self) -> tuple[tuple[str, bytes], ...]:
        """Return the files of the sound: name and content."""
        return (f"{self.clip.alaw_sha256}.alaw", self.alaw), (f"{self.clip.ulaw_sha256}.ulaw", self.ulaw)


def _encoded(samples: Samples) -> _Encoded:
    framed = np.concatenate([samples, np.zeros(-samples.size % _FRAME, np.int16)])
    alaw, ulaw = g711.alaw(framed), g711.ulaw(framed)
    length = framed.size // _FRAME * _FRAME_MS
    return _Encoded(
        Clip(hashlib.sha256(alaw).hexdigest(), hashlib.sha256(ulaw).hexdigest(), length), alaw, ulaw
    )
