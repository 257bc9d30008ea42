"""What the call machine asks voice to do. Voice obeys in order and adds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.call.events import EndedBy, Timer
    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId, PlaybackId, TextId


class Language(StrEnum):
    """The languages a plan speaks."""

    DE = "de"
    EN = "en"


class Speed(StrEnum):
    """How fast a text is spoken; slow is the plan's repeat speed (0.85)."""

    NORMAL = "normal"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A value known only in the call: digits to be read out, or a date (``YYYY-MM-DD``)."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Play:
    """Play a text of the plan; ends in `PlaybackEnded` with the same number."""

    playback: PlaybackId
    text: TextId
    language: Language
    speed: Speed = Speed.NORMAL
    slots: tuple[SlotValue, ...] = ()


@dataclass(frozen=True, slots=True)
class PlayTone:
    """Play the short tone after which the caller speaks."""

    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """Stop what is playing, within a frame; it ends in `PlaybackEnded` with ``completed=False``."""

    playback: PlaybackId


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start or restart a timer; ends in `TimerFired` unless stopped."""

    timer: Timer
    ms: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    """Stop a timer; one that does not run is left alone."""

    timer: Timer


@dataclass(frozen=True, slots=True)
class Store:
    """Spool a fact. Voice answers `FactStored` once it is durable."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Open a new journal under a living grant."""

    grant: Grant
    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """Stop capturing within a frame and mark a gap; the journal stays open."""

    artefact: ArtefactId
    reason: str


@dataclass(frozen=True, slots=True)
class ResumeRecording:
    """Go on capturing after a gap, under the same living grant."""

    grant: Grant
    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class StopRecording:
    """Close the journal with a final record; ends in `RecordingStopped`."""

    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class DestroyRecording:
    """Drop the key and unlink wrap and journal within a frame; ends in `RecordingDestroyed`."""

    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call; ends in `HungUp`."""

    by: EndedBy


Command = (
    Play
    | PlayTone
    | StopPlaying
    | StartTimer
    | StopTimer
    | Store
    | StartRecording
    | PauseRecording
    | ResumeRecording
    | StopRecording
    | DestroyRecording
    | HangUp
)
