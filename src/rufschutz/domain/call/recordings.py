"""The recordings of one call, from the grant to their fate.

At most one is open. All stay in voice's hands until the call ends, so that a star
destroys even one that was finished; only then is the rest declared kept. Nothing is
called destroyed before the recorder has read back that it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.call.commands import (
    DestroyRecording,
    PauseRecording,
    ResumeRecording,
    StartRecording,
    StopRecording,
)
from rufschutz.domain.call.facts import (
    DestroyedBecause,
    RecordingGone,
    RecordingKept,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
)
from rufschutz.domain.errors import DomainError
from rufschutz.domain.recording.segments import Segment

if TYPE_CHECKING:
    from rufschutz.domain.call.events import RecorderFailed, RecordingDestroyed, RecordingStopped
    from rufschutz.domain.call.outbox import Outbox
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId

VOICED_MIN = 300
"""Less of the caller's voice than this (ms) is nothing said."""


class RecordingError(DomainError):
    """A recording was asked for while one is open, or none was where one is needed."""

    advice = "Start a recording under a grant first."


class TapeState(StrEnum):
    """Where a recording stands. ``lost``: its destruction could not be shown; an incident for core."""

    OPEN = "open"
    STOPPING = "stopping"
    CLOSED = "closed"
    DESTROYING = "destroying"
    GONE = "gone"
    LOST = "lost"


_HOLDS_SOUND = frozenset({TapeState.OPEN, TapeState.STOPPING, TapeState.CLOSED})
_UNSETTLED = frozenset({TapeState.OPEN, TapeState.STOPPING, TapeState.DESTROYING})


@dataclass(slots=True)
class Tape:
    """One recording: its segment, its state and, once closed, its lengths in ms."""

    segment: Segment
    state: TapeState = TapeState.OPEN
    length: int = 0
    voiced: int = 0
    because: DestroyedBecause | None = None


class Recordings:
    """All recordings of a call, by artefact."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._tapes: dict[ArtefactId, Tape] = {}

    def _any(self, states: frozenset[TapeState]) -> bool:
        return any(tape.state in states for tape in self._tapes.values())

    @property
    def hold_sound(self) -> bool:
        """Whether anything recorded still exists: there is something a star can delete."""
        return self._any(_HOLDS_SOUND)

    @property
    def running(self) -> bool:
        """Whether a recording is open."""
        return self._any(frozenset({TapeState.OPEN}))

    @property
    def unsettled(self) -> bool:
        """Whether the recorder still owes an answer, or runs."""
        return self._any(_UNSETTLED)

    @property
    def kept(self) -> bool:
        """Whether a closed recording stands."""
        return self._any(frozenset({TapeState.CLOSED}))

    @property
    def lost(self) -> bool:
        """Whether a destruction could not be shown."""
        return self._any(frozenset({TapeState.LOST}))

    def start(self, grant: Grant, number: str | None) -> ArtefactId:
        """Open a journal under a grant; raise `GrantError` if it is dead, `RecordingError` if one is open."""
        if self.running:
            raise RecordingError("a recording is open already", advice="Stop the open recording first.")
        artefact = self._outbox.ids.artefact()
        self._tapes[artefact] = Tape(Segment(grant, artefact, self._outbox.now))
        self._outbox.store(
            RecordingStarted(self._outbox.head(), artefact, grant.purpose, grant.consent, number)
        )
        self._outbox.give(StartRecording(grant, artefact))
        return artefact

    def pause(self, reason: str) -> None:
        """Begin a marked gap, or let the one that runs go on."""
        segment = self._open()
        if not segment.timeline.capturing:
            return
        segment.pause(self._outbox.now, reason)
        self._outbox.give(PauseRecording(segment.artefact, reason))
        self._outbox.store(RecordingPaused(self._outbox.head(), segment.artefact, reason))

    def resume(self) -> None:
        """Go on after a gap, if there is one, under the same grant; raise `GrantError` if it is dead."""
        segment = self._open()
        if segment.timeline.capturing:
            return
        segment.resume(self._outbox.now)
        self._outbox.give(ResumeRecording(segment.grant, segment.artefact))
        self._outbox.store(RecordingResumed(self._outbox.head(), segment.artefact))

    def stop(self) -> None:
        """Close the open recording, if there is one."""
        for artefact, tape in self._tapes.items():
            if tape.state is TapeState.OPEN:
                tape.segment.close(self._outbox.now)
                tape.state = TapeState.STOPPING
                self._outbox.give(StopRecording(artefact))

    def withdraw(self) -> None:
        """Destroy every recording of the call that still exists."""
        for artefact, tape in self._tapes.items():
            if tape.state in _HOLDS_SOUND:
                self._destroy(artefact, tape, DestroyedBecause.WITHDRAWN)

    def stopped(self, event: RecordingStopped) -> None:
        """Take in that a journal is closed; one in which nothing was said is destroyed."""
        tape = self._tapes.get(event.artefact)
        if tape is None or tape.state is not TapeState.STOPPING:
            return
        tape.state, tape.length, tape.voiced = TapeState.CLOSED, event.length, event.voiced
        if event.voiced < VOICED_MIN:
            self._destroy(event.artefact, tape, DestroyedBecause.NOTHING_SAID)

    def destroyed(self, event: RecordingDestroyed) -> None:
        """Take in that key and journal are gone, read back."""
        tape = self._tapes.get(event.artefact)
        if tape is None or tape.state is not TapeState.DESTROYING or tape.because is None:
            return
        tape.state = TapeState.GONE
        self._outbox.store(RecordingGone(self._outbox.head(), event.artefact, tape.because))

    def failed(self, event: RecorderFailed) -> bool:
        """Take in a failure and return whether it cost a message: half of one is destroyed.

        A destruction that failed is never called done.
        """
        tape = self._tapes.get(event.artefact)
        if tape is None or tape.state not in _UNSETTLED:
            return False
        if tape.state is TapeState.DESTROYING:
            tape.state = TapeState.LOST
            return False
        self._destroy(event.artefact, tape, DestroyedBecause.RECORDER_FAILED)
        return True

    def keep(self) -> None:
        """Declare what is closed kept: the call is over and nobody can delete it by key any more."""
        for artefact, tape in self._tapes.items():
            if tape.state is TapeState.CLOSED:
                self._outbox.store(RecordingKept(self._outbox.head(), artefact, tape.length, tape.voiced))

    def _open(self) -> Segment:
        for tape in self._tapes.values():
            if tape.state is TapeState.OPEN:
                return tape.segment
        raise RecordingError("no recording is open")

    def _destroy(self, artefact: ArtefactId, tape: Tape, because: DestroyedBecause) -> None:
        tape.state, tape.because = TapeState.DESTROYING, because
        self._outbox.give(DestroyRecording(artefact))
