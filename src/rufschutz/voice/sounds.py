"""From a text of the plan to the bytes that are played.

Bytes are G.711, 8 kHz, one byte a sample (160 a frame), in the encoding that the
call negotiated. What was promised by hash is what is played: a clip whose bytes do
not have the plan's hash is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rufschutz.handover.plan import BREATH, SlotKind
from rufschutz.voice.errors import VoiceError
from rufschutz.voice.media.codecs import RATE, Codec, encode

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.call.commands import SlotValue
    from rufschutz.handover.plan import CallPlan, Clip, Piece, Vocabulary


_SUFFIX = {Codec.PCMA: "alaw", Codec.PCMU: "ulaw"}
_PAUSE_MS = {SlotKind.DIGITS: 90, SlotKind.DATE: 40, SlotKind.REASON: 40}


class SoundError(VoiceError):
    """A sound of the plan is missing or is not what the plan says."""

    advice = "Publish the plan again; the clip directory lost or changed a file."


@dataclass(frozen=True, slots=True)
class Sound:
    """What is played: ``data`` in the call's encoding; ``protected`` ms that no key may cut."""

    data: bytes
    protected: int

    @property
    def length(self) -> int:
        """Milliseconds."""
        return len(self.data) // 8


class ClipStore:
    """Clips by hash, each read and checked once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._cache: dict[str, bytes] = {}

    def sound(self, clip: Clip, codec: Codec) -> bytes:
        """Return the clip's bytes; raise `SoundError` where they are missing or altered."""
        sha256 = clip.alaw_sha256 if codec is Codec.PCMA else clip.ulaw_sha256
        if sha256 not in self._cache:
            self._cache[sha256] = self._read(sha256, codec)
        return self._cache[sha256]

    def _read(self, sha256: str, codec: Codec) -> bytes:
        path = self._directory / f"{sha256}.{_SUFFIX[codec]}"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SoundError(f"clip {path.name} cannot be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise SoundError(f"clip {path.name} is not what the plan says")
        return data


def render(
    plan: CallPlan, clips: ClipStore, text: str, key: str, slots: tuple[SlotValue, ...], codec: Codec
) -> Sound:
    """Return text ``text`` as utterance ``key`` (``de.normal``), its slots filled from the vocabulary.

    Raises `SoundError` for a text, utterance, slot or clip that the plan does not hold.
    """
    try:
        utterance = plan.texts[text].utterances[key]
        vocabulary = plan.vocabulary[key.partition(".")[0]]
    except KeyError as error:
        raise SoundError(f"the plan has no {text} ({key})") from error
    values = {slot.name: slot.value for slot in slots}
    data = b"".join(_piece(piece, values, vocabulary, clips, codec) for piece in utterance.pieces)
    return Sound(data, utterance.protected_ms)


def _piece(piece: Piece, values: dict[str, str], words: Vocabulary, clips: ClipStore, codec: Codec) -> bytes:
    if piece.clip is not None:
        return clips.sound(piece.clip, codec)
    if piece.slot is None or piece.slot not in values or piece.slot_kind is None:
        raise SoundError(f"slot {piece.slot} has no value")
    pause = codec.silence[:1] * (8 * _PAUSE_MS[piece.slot_kind])
    if piece.slot_kind is SlotKind.REASON:
        return pause + _reason(values[piece.slot], words, clips, codec)
    spoken = _clips_for(piece.slot_kind, values[piece.slot], words)
    breath = codec.silence[:1] * (8 * BREATH)
    return pause + b"".join(breath if clip is None else clips.sound(clip, codec) + pause for clip in spoken)


def _reason(value: str, words: Vocabulary, clips: ClipStore, codec: Codec) -> bytes:
    """Return the reason's name, as long as the longest: how long a text lasted tells nobody which it was."""
    if value not in words.reasons:
        raise SoundError(f"the plan has no words for the reason {value}")
    longest = 8 * max(clip.length for clip in words.reasons.values())
    return clips.sound(words.reasons[value], codec).ljust(longest, codec.silence[:1])


def _clips_for(kind: SlotKind, value: str, words: Vocabulary) -> tuple[Clip | None, ...]:
    """Return the clips of a value, None for a breath between digits."""
    if kind is SlotKind.DIGITS:
        return tuple(_digit(char, words) for char in value)
    _, month, day = value.split("-")
    spoken = (words.days[int(day) - 1], words.months[int(month) - 1])
    return spoken if words.day_first else spoken[::-1]


def _digit(char: str, words: Vocabulary) -> Clip | None:
    if char == " ":
        return None
    return words.plus if char == "+" else words.digits[int(char)]


def tone(codec: Codec) -> bytes:
    """Return the short tone after which the caller speaks: 425 Hz, 200 ms, at about -20 dBFS."""
    time = np.arange(RATE // 5) / RATE
    return encode(codec, (4_600 * np.sin(2 * np.pi * 425 * time)).astype(np.int16)).tobytes()
