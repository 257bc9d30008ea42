"""Short sounds that cannot be mistaken: what the line says takes fractions of a second, and callers know it.

Every sentence of the shipped texts becomes 200 ms of noise of its own. A caller who hears
a frame knows which text it is from; who finds a frame of a caller's voice knows whose it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rufschutz.domain import canonical
from rufschutz.handover.codec import to_json
from rufschutz.handover.plan import CallPlan, Clip
from rufschutz.voice.media.codecs import Codec, decode, encode

if TYPE_CHECKING:
    from pathlib import Path

FRAME = 160
CLIP_FRAMES = 10


def noise(seed: str, frames: int) -> bytes:
    """Return so many frames of A-law noise; the same seed gives the same noise."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    samples = np.random.default_rng(number).integers(-9_000, 9_000, frames * FRAME).astype(np.int16)
    return encode(Codec.PCMA, samples).tobytes()


def shorten(clips: Path, frames: int = CLIP_FRAMES) -> int:
    """Put a sound of so many frames in the place of every rendered sentence; return how many."""
    memories = sorted(clips.glob("*.clip"))
    for memory in memories:
        alaw = noise(memory.stem, frames)
        ulaw = encode(Codec.PCMU, decode(Codec.PCMA, np.frombuffer(alaw, np.uint8))).tobytes()
        names = hashlib.sha256(alaw).hexdigest(), hashlib.sha256(ulaw).hexdigest()
        (clips / f"{names[0]}.alaw").write_bytes(alaw)
        (clips / f"{names[1]}.ulaw").write_bytes(ulaw)
        memory.write_bytes(canonical.dumps(to_json(Clip(*names, frames * 20))))
    return len(memories)


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a frame may come from: texts, and the texts that end with it."""

    texts: frozenset[str]
    ends: frozenset[str]


def repertoire(plan: CallPlan, clips: Path) -> dict[bytes, Heard]:
    """Return what each frame that the line can say is from, in A-law."""
    found: dict[bytes, tuple[set[str], set[str]]] = {}
    for name, text in plan.texts.items():
        for said in text.utterances.values():
            last = said.pieces[-1].clip
            for piece in said.pieces:
                if piece.clip is None:
                    continue
                data = (clips / f"{piece.clip.alaw_sha256}.alaw").read_bytes()
                frames = [data[at : at + FRAME] for at in range(0, len(data), FRAME)]
                for number, frame in enumerate(frames):
                    texts, ends = found.setdefault(frame, (set(), set()))
                    texts.add(name)
                    if piece.clip == last and number == len(frames) - 1:
                        ends.add(name)
    return {frame: Heard(frozenset(texts), frozenset(ends)) for frame, (texts, ends) in found.items()}
