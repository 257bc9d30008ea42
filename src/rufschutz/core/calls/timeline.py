"""The lines of a call's timeline, typed: what was said, pressed, agreed, recorded, heard and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rufschutz.core.calls.models import EntryKind
from rufschutz.domain.ids import ArtefactId, PersonId, PurposeId, RuleId, TextId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.calls.models import TimelineEntry
    from rufschutz.core.recordings.queries import PlayView, RecordingView


@dataclass(frozen=True, slots=True)
class Started:
    """The call was answered."""

    at: Millis
    withheld: bool


@dataclass(frozen=True, slots=True)
class Played:
    """A text was played; ``completed``: to its end, while the caller was there. ``length`` in ms."""

    at: Millis
    text: TextId
    language: str
    length: int
    completed: bool


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key was pressed; ``counted``: it was taken as an answer."""

    at: Millis
    key: str
    method: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent came into a state."""

    at: Millis
    purpose: PurposeId
    state: str
    refused_by: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The recording began, paused, went on, was kept, or was destroyed before it was stored.

    ``step`` is the entry's kind; ``reason`` says why it paused or was destroyed.
    """

    at: Millis
    step: EntryKind
    recording: ArtefactId
    reason: str
    length: int


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The caller confirmed a number to be called back."""

    at: Millis


@dataclass(frozen=True, slots=True)
class Ended:
    """The call was over; ``by`` says through whom or what."""

    at: Millis
    by: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Someone listened; ``heard`` in ms of sound."""

    at: Millis
    recording: ArtefactId
    person: PersonId
    heard: int


@dataclass(frozen=True, slots=True)
class Deleted:
    """A recording was erased under a rule; ``proven``: its absence was read back and logged."""

    at: Millis
    recording: ArtefactId
    rule: RuleId
    proven: bool


Line: TypeAlias = "Started | Played | Pressed | Consented | Segment | Confirmed | Ended | Heard | Deleted"


def line_of(row: TimelineEntry) -> Line:
    """Return the typed line of a stored entry."""
    at, detail = Millis(row.at), row.detail
    match EntryKind(row.kind):
        case EntryKind.STARTED:
            return Started(at, detail["withheld"])
        case EntryKind.TEXT_PLAYED:
            return Played(at, detail["text"], detail["language"], detail["length"], detail["completed"])
        case EntryKind.KEY_HEARD:
            return Pressed(at, detail["key"], detail["method"], detail["counted"])
        case EntryKind.CONSENT:
            return Consented(at, detail["purpose"], detail["state"], detail["refused_by"])
        case EntryKind.MATTER:
            return Confirmed(at)
        case EntryKind.ENDED:
            return Ended(at, detail["by"])
        case step:
            return Segment(at, step, detail["recording"], detail.get("reason", ""), detail.get("length", 0))


def heard(play: PlayView) -> Heard:
    """Return the line of a play."""
    return Heard(play.started_at, play.recording, play.person, play.heard)


def deleted(recording: RecordingView) -> tuple[Deleted, ...]:
    """Return the line of a recording's erasure, if it is erased."""
    if recording.erased_at is None:
        return ()
    return (Deleted(recording.erased_at, recording.id, recording.rule, recording.proven_at is not None),)
