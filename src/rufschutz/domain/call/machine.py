"""The call machine: events in, commands out, nothing else.

It deals with what is the same in every step: the star, a hold, another person at the
other end, an objection, the limit of the call and its end. It never starts a recording itself; only the
message step does, with a grant of the gate. The end of the call is the last fact,
stored once, after the fate of every recording is settled.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.ending import Goodbye, Leaving, Settling, out_of_time
from rufschutz.domain.call.events import (
    Answered,
    EndedBy,
    FactStored,
    Held,
    HungUp,
    Key,
    KeyPressed,
    Objected,
    PlaybackEnded,
    RecorderFailed,
    RecordingDestroyed,
    RecordingStopped,
    RemoteChanged,
    Resumed,
    Timer,
    TimerFired,
)
from rufschutz.domain.call.facts import CallEnded, CallStarted, QualityMeasured
from rufschutz.domain.call.message import Withdrawing
from rufschutz.domain.call.outcome import outcome_of
from rufschutz.domain.call.reasons import without_recording
from rufschutz.domain.call.reception import opening
from rufschutz.domain.call.rights import ways_of
from rufschutz.domain.call.step import Step

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Command
    from rufschutz.domain.call.events import Event
    from rufschutz.domain.call.quality import Quality
    from rufschutz.domain.call.script import CallScript, Ids


class Line(StrEnum):
    """The line: not yet answered, up, on hold, hung up while recordings settle, and done."""

    RINGING = "ringing"
    UP = "up"
    HELD = "held"
    SETTLING = "settling"
    DONE = "done"


class CallMachine:
    """One call from its answer to its last fact."""

    def __init__(self, script: CallScript, ids: Ids) -> None:
        self._talk = Conversation(script, ids)
        self._talk.ways = ways_of(self._talk)
        self._step = Step(self._talk)
        self._line = Line.RINGING
        self._ended_by = EndedBy.CALLER
        self._quality: Quality | None = None
        self._entered = True
        self._missed: list[Event] = []

    @property
    def done(self) -> bool:
        """Whether the last fact was given: nothing follows, whatever happens."""
        return self._line is Line.DONE

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Return what voice has to do about ``event``, in order.

        Events that come too late (a timer just stopped, a playback just cut, anything
        after the end) are answered with nothing.
        """
        self._talk.outbox.now = event.at
        match self._line:
            case Line.RINGING:
                self._ringing(event)
            case Line.UP:
                self._up(event)
            case Line.HELD:
                self._on_hold(event)
            case Line.SETTLING:
                self._recorder(event)
                self._settle()
        return self._talk.outbox.drain()

    def _ringing(self, event: Event) -> None:
        if isinstance(event, HungUp):
            self._line = Line.DONE
        elif isinstance(event, RemoteChanged):
            self._talk.another_person()
        elif isinstance(event, Answered):
            self._line = Line.UP
            script, outbox = self._talk.script, self._talk.outbox
            outbox.store(CallStarted(outbox.head(), script.plan, script.withheld))
            outbox.start(Timer.CALL, script.timing.call_limit)
            self._go(opening(self._talk))

    def _up(self, event: Event) -> None:
        match event:
            case HungUp():
                self._hung_up(event)
            case RemoteChanged():
                self._another_person()
            case Objected():
                self._objected()
            case Held():
                self._hold()
            case TimerFired() if not self._talk.outbox.fired(event.timer):
                pass
            case TimerFired(timer=Timer.CALL):
                self._too_long()
            case KeyPressed(key=Key.STAR) if self._talk.recordings.hold_sound:
                self._withdraw(event)
            case PlaybackEnded() if not self._talk.speech.ended(event):
                pass
            case _:
                self._recorder(event)
                self._go(self._step.handle(event))

    def _on_hold(self, event: Event) -> None:
        """Nobody is there: keys and silence mean nothing, and no step is taken before the hold is over."""
        match event:
            case HungUp():
                self._hung_up(event)
            case Resumed():
                self._resume()
            case RemoteChanged():
                self._another_person()
            case Objected():
                self._objected()
            case TimerFired() if self._talk.outbox.fired(event.timer):
                self._end_held()
            case PlaybackEnded():
                self._talk.speech.ended(event)
            case FactStored() | RecordingStopped() | RecordingDestroyed() | RecorderFailed():
                self._recorder(event)
                self._missed.append(event)

    def _hold(self) -> None:
        self._step.held()
        self._line = Line.HELD
        talk = self._talk
        if talk.recordings.running:
            talk.recordings.pause("hold")
        talk.speech.hush()
        talk.outbox.stop_waiting()
        talk.outbox.start(Timer.HOLD, talk.script.timing.hold_limit)

    def _resume(self) -> None:
        self._line = Line.UP
        self._talk.outbox.stop(Timer.HOLD)
        self._go(self._step.resumed() if self._entered else self._step)
        missed, self._missed = self._missed, []
        for event in missed:
            self._go(self._step.handle(event))

    def _end_held(self) -> None:
        self._line = Line.UP
        self._talk.gate.end()
        self._talk.recordings.stop()
        self._go(Leaving(self._talk, EndedBy.LIMIT))

    def _recorder(self, event: Event) -> None:
        match event:
            case FactStored():
                self._talk.stored(event.fact)
            case RecordingStopped():
                self._talk.recordings.stopped(event)
            case RecordingDestroyed():
                self._talk.recordings.destroyed(event)
            case RecorderFailed() if self._talk.recordings.failed(event):
                self._message_lost()

    def _message_lost(self) -> None:
        self._talk.recorder_failed = True
        if self._line not in {Line.UP, Line.HELD} or self._talk.recordings.running:
            return
        self._talk.gate.end()
        if self._step.settles_message:
            self._go(without_recording(self._talk, texts.NO_RECORDING))

    def _go(self, step: Step | None) -> None:
        """Take a step; on hold it is only made ready."""
        if step is not None and self._line is Line.HELD:
            self._step, self._entered = step, False
            return
        self._entered = True
        while step is not None:
            self._talk.outbox.stop_waiting()
            self._step = step
            step = step.enter()

    def _withdraw(self, event: KeyPressed) -> None:
        self._talk.gate.end()
        self._talk.recordings.withdraw()
        self._talk.withdraw_sound(event)
        if not isinstance(self._step, Leaving):
            self._go(Withdrawing(self._talk))

    def _another_person(self) -> None:
        self._talk.another_person()
        if not isinstance(self._step, Leaving | Settling | Goodbye):
            self._go(opening(self._talk))

    def _objected(self) -> None:
        if not self._talk.objected:
            self._talk.object()
            self._go(self._step.objected())

    def _too_long(self) -> None:
        self._talk.gate.end()
        self._talk.recordings.stop()
        if not isinstance(self._step, Leaving):
            self._go(out_of_time(self._talk))

    def _hung_up(self, event: HungUp) -> None:
        self._line, self._ended_by, self._quality = Line.SETTLING, event.by, event.quality
        self._talk.gate.close()
        self._talk.recordings.stop()
        self._talk.speech.cut_off()
        self._talk.outbox.stop(*Timer)
        self._settle()

    def _settle(self) -> None:
        talk = self._talk
        if talk.recordings.unsettled:
            return
        self._line = Line.DONE
        outcome = outcome_of(talk.course())
        talk.keep()
        if self._quality is not None:
            talk.outbox.store(QualityMeasured(talk.outbox.head(), self._quality))
        talk.outbox.store(CallEnded(talk.outbox.head(), self._ended_by, outcome.value))
