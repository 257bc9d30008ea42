"""The lines of a call's timeline, typed: what was said, pressed, agreed, recorded, heard and deleted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from rufschutz.core.calls.models import EntryKind
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rufschutz.core.calls.models import TimelineEntry
    from rufschutz.core.recordings.queries import PlayView, RecordingView
    from rufschutz.domain.audit.certificate import Cause
    from rufschutz.domain.ids import ArtefactId, PersonId, PurposeId, RuleId, TextId


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
    """A consent came into a state; ``method``: how, where it was entered after the call."""

    at: Millis
    purpose: PurposeId
    state: str
    refused_by: str
    method: str = ""


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
class Stopped:
    """A recording that was kept ended, ``length`` ms of sound after it began, gaps not counted."""

    at: Millis
    recording: ArtefactId
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
    cause: Cause | None = None


Detail: TypeAlias = "dict[str, Any]"
Line: TypeAlias = (
    "Started | Played | Pressed | Consented | Segment | Stopped | Confirmed | Ended | Heard | Deleted"
)


def line_of(row: TimelineEntry) -> Line:
    """Return the typed line of a stored entry."""
    kind = EntryKind(row.kind)
    return _READERS.get(kind, partial(_segment, kind))(Millis(row.at), row.detail)


def _segment(step: EntryKind, at: Millis, detail: Detail) -> Segment:
    return Segment(at, step, detail["recording"], detail.get("reason", ""), detail.get("length", 0))


_READERS: dict[EntryKind, Callable[[Millis, Detail], Line]] = {
    EntryKind.STARTED: lambda at, detail: Started(at, detail["withheld"]),
    EntryKind.TEXT_PLAYED: lambda at, detail: Played(
        at, detail["text"], detail["language"], detail["length"], detail["completed"]
    ),
    EntryKind.KEY_HEARD: lambda at, detail: Pressed(at, detail["key"], detail["method"], detail["counted"]),
    EntryKind.CONSENT: lambda at, detail: Consented(
        at, detail["purpose"], detail["state"], detail["refused_by"], detail.get("method", "")
    ),
    EntryKind.MATTER: lambda at, _: Confirmed(at),
    EntryKind.ENDED: lambda at, detail: Ended(at, detail["by"]),
}


def heard(play: PlayView) -> Heard:
    """Return the line of a play."""
    return Heard(play.started_at, play.recording, play.person, play.heard)


def deleted(recording: RecordingView) -> tuple[Deleted, ...]:
    """Return the line of a recording's erasure, if it is erased."""
    if recording.erased_at is None:
        return ()
    proven = recording.proven_at is not None
    return (Deleted(recording.erased_at, recording.id, recording.rule, proven, recording.cause),)


def stopped(lines: Sequence[Line]) -> tuple[Stopped, ...]:
    """Return when each kept recording ended; it is declared kept only when the call is over.

    Its end is its beginning, its sound and its gaps; never later than the declaration.
    """
    steps = [line for line in lines if isinstance(line, Segment)]
    kept = [step for step in steps if step.step is EntryKind.RECORDING_KEPT and step.length]
    return tuple(
        Stopped(end, step.recording, step.length)
        for step in kept
        if (end := _end(step, [other for other in steps if other.recording == step.recording])) is not None
    )


def _end(kept: Segment, steps: Sequence[Segment]) -> Millis | None:
    """Return when a recording ended, None where its beginning is not known; ``steps`` by time."""
    begun = next((step.at for step in steps if step.step is EntryKind.RECORDING_STARTED), None)
    if begun is None:
        return None
    gaps, since = 0, None
    for step in steps:
        if step.step is EntryKind.RECORDING_PAUSED:
            since = step.at
        elif step.step is EntryKind.RECORDING_RESUMED and since is not None:
            gaps, since = gaps + step.at - since, None
    return Millis(min(begun + kept.length + gaps, kept.at))
