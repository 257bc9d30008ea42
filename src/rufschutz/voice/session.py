"""One call put together: the machine's commands become sound, timers, facts and journals.

The session decides nothing. It hands every event to the machine, carries out the
commands in their order, and never captures a frame for which the machine gave no
grant. A command that fails ends this call and no other. All methods belong to the
loop's thread.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar, assert_never

from rufschutz.domain.call import commands, events, texts
from rufschutz.domain.call.machine import CallMachine
from rufschutz.domain.moments import Millis
from rufschutz.voice import sounds
from rufschutz.voice.errors import VoiceError
from rufschutz.voice.recorder import RecorderError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.call.script import CallScript, Ids
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.handover.plan import CallPlan
    from rufschutz.voice.media.codecs import Codec
    from rufschutz.voice.media.session import MediaSession
    from rufschutz.voice.recorder import Recorder, Recording
    from rufschutz.voice.sounds import ClipStore

log = logging.getLogger(__name__)

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Ports:
    """What a session works with. ``store`` spools a fact and calls back, from any thread, once durable."""

    media: MediaSession
    codec: Codec
    recorder: Recorder
    clips: ClipStore
    store: Callable[[Fact, Callable[[], None]], None]
    now: Callable[[], Millis]
    hang_up: Callable[[events.EndedBy], None]
    opened: Callable[[ArtefactId, CallSession], None]
    ended: Callable[[CallSession], None]


@dataclass(slots=True)
class _Held:
    """Keys that wait for the end of the AI sentence."""

    until: int = 0
    keys: list[events.KeyPressed] = field(default_factory=list)


_ENDS = (
    events.KeyPressed,
    events.TimerFired,
    events.CallerSilent,
    events.RemoteChanged,
    events.Objected,
    events.Held,
    events.HungUp,
)


def _may_end_a_message(event: events.Event) -> bool:
    """Say whether the grant may end with this event and what was said before it stays: not so for a star."""
    star = isinstance(event, events.KeyPressed) and event.key is events.Key.STAR
    return isinstance(event, _ENDS) and not star


class CallSession:
    """A call from its answer to its last fact."""

    def __init__(
        self, plan: CallPlan, script: CallScript, ids: Ids, ports: Ports, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._plan = plan
        self._ports = ports
        self._loop = loop
        self._machine = CallMachine(script, ids)
        self._timers: dict[events.Timer, asyncio.TimerHandle] = {}
        self._held = _Held()
        self._tapes: dict[ArtefactId, Recording] = {}
        self._voiced: dict[ArtefactId, Millis] = {}
        self._current: tuple[Grant, Recording] | None = None
        self._capturing = False
        self._listened = False
        self._announced = False
        self._unsaid = 0
        self._over = False

    @property
    def over(self) -> bool:
        """Whether the call is over; its last facts may still be on their way."""
        return self._over

    @property
    def recording(self) -> bool:
        """Whether a frame would be captured right now."""
        return self._capturing

    def feed(self, event: events.Event) -> None:
        """Hand an event to the machine and carry out what it answers."""
        if self._capturing and _may_end_a_message(event):
            self._ports.media.settle_capture()  # what came under the living grant, before it may end
        if isinstance(event, events.HungUp):
            self._hung_up()
        self._supervise(self._answer, event)
        self._end_when_told()

    def key(self, event: events.KeyPressed) -> None:
        """Hand over a key; during the AI sentence it waits for the sentence's end."""
        if event.at < self._held.until:
            self._held.keys.append(event)
        else:
            self.feed(event)

    def voiced(self, artefact: ArtefactId) -> Millis:
        """Return how much of a stopped recording was the caller's voice, in ms."""
        return self._voiced.get(artefact, Millis(0))

    def _answer(self, event: events.Event) -> None:
        for command in self._machine.handle(event):
            self._supervise(self._obey, command)

    def _supervise(self, work: Callable[[Subject], None], subject: Subject) -> None:
        """Do it; what fails ends this call, and the commands that follow are still carried out."""
        try:
            work(subject)
        except RecorderError:
            log.info("a recording failed meanwhile; the recorder tells of it")
        except Exception:  # supervisor: one call must not end the others, nor lose its own facts
            log.exception("a call failed")
            self._ports.media.discard_capture()
            self._capturing = False
            self._ports.hang_up(events.EndedBy.ASSISTANT)

    def _obey(self, command: commands.Command) -> None:  # noqa: C901, PLR0912 - one arm a command
        now = self._ports.now()
        match command:
            case commands.Play():
                self._play(command, now)
            case commands.PlayTone(playback):
                self._begin_capture(now)
                self._ports.media.play(playback, sounds.tone(self._ports.codec), now)
            case commands.StopPlaying():
                self._ports.media.stop(now)
            case commands.StartTimer(timer, ms):
                self._start_timer(timer, ms)
            case commands.StopTimer(timer):
                self._stop_timer(timer)
            case commands.Store(fact):
                self._store(fact)
            case commands.StartRecording(grant, artefact):
                self._start_recording(grant, artefact)
            case commands.PauseRecording(artefact, reason):
                self._pause(artefact, reason)
            case commands.ResumeRecording(grant, artefact):
                self._resume(grant, artefact, now)
            case commands.StopRecording(artefact):
                self._stop_recording(artefact, now)
            case commands.DestroyRecording(artefact):
                self._destroy(artefact)
            case commands.HangUp(by):
                self._ports.hang_up(by)
            case _:
                assert_never(command)

    def _play(self, command: commands.Play, now: Millis) -> None:
        key = f"{command.language}.{command.speed}"
        try:
            sound = sounds.render(
                self._plan, self._ports.clips, command.text, key, command.slots, self._ports.codec
            )
        except VoiceError:
            log.exception("a text of the plan cannot be played")
            sound = sounds.Sound(self._ports.codec.silence, 0)
        if sound.protected:
            self._protect(now + sound.protected)
        self._ports.media.play(command.playback, sound.data, now)
        if command.text == texts.YES and self._current is not None and not self._announced:
            self._announced = True
            self._ports.recorder.feed_prompt(self._current[1], sound.data)

    def _protect(self, until: int) -> None:
        self._held.until = until
        self._loop.call_later(max(0, until - self._ports.now()) / 1000, self._release_keys)

    def _release_keys(self) -> None:
        waiting, self._held.keys = self._held.keys, []
        for event in waiting:
            self.feed(event)

    def _start_timer(self, timer: events.Timer, ms: int) -> None:
        self._stop_timer(timer)
        self._timers[timer] = self._loop.call_later(ms / 1000, self._fire, timer)

    def _stop_timer(self, timer: events.Timer) -> None:
        if (handle := self._timers.pop(timer, None)) is not None:
            handle.cancel()

    def _fire(self, timer: events.Timer) -> None:
        self._timers.pop(timer, None)
        self.feed(events.TimerFired(self._ports.now(), timer))

    def _store(self, fact: Fact) -> None:
        self._unsaid += 1
        self._ports.store(fact, partial(self._from_thread, fact))

    def _from_thread(self, fact: Fact) -> None:
        self._loop.call_soon_threadsafe(self._stored, fact)

    def _stored(self, fact: Fact) -> None:
        self._unsaid -= 1
        self.feed(events.FactStored(self._ports.now(), fact.head.fact))

    def _start_recording(self, grant: Grant, artefact: ArtefactId) -> None:
        self._ports.opened(artefact, self)
        plan = self._plan
        tape = self._ports.recorder.open(grant, artefact, plan.version, plan.ingest_key, self._ports.codec)
        self._tapes[artefact] = tape
        self._current = (grant, tape)
        self._announced = self._listened = False

    def _begin_capture(self, now: Millis) -> None:
        if self._current is None or self._capturing:
            return
        grant, tape = self._current
        self._capturing = self._listened = True
        self._ports.media.start_capture(grant, tape.feed, now, self._plan.timing.message_silence)

    def _pause(self, artefact: ArtefactId, reason: str) -> None:
        self._ports.media.pause_capture()
        self._capturing = False
        self._ports.recorder.pause(self._tapes[artefact], reason)

    def _resume(self, grant: Grant, artefact: ArtefactId, now: Millis) -> None:
        tape = self._tapes[artefact]
        self._ports.recorder.resume(tape, grant)
        if self._listened:  # else the tone that follows begins the capture, with its silence and voiced time
            self._ports.media.resume_capture(grant, tape.feed, now)
            self._capturing = True

    def _stop_recording(self, artefact: ArtefactId, now: Millis) -> None:
        voiced = self._ports.media.stop_capture(now)
        self._voiced[artefact] = voiced if self._listened else Millis(0)
        self._capturing = False
        self._current = None
        self._ports.recorder.close(self._tapes[artefact])

    def _destroy(self, artefact: ArtefactId) -> None:
        self._ports.media.discard_capture()
        self._capturing = False
        self._current = None
        self._ports.recorder.destroy(self._tapes[artefact])

    def _hung_up(self) -> None:
        self._over = True
        for timer in list(self._timers):
            self._stop_timer(timer)
        self._held.keys.clear()

    def _end_when_told(self) -> None:
        if self._over and self._unsaid == 0 and self._machine.done:
            self._ports.ended(self)
