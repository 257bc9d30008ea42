"""From a yes to a message: wait until the consent is durable, record, and stop.

The first sound inside the recording says that it runs. Whatever interrupts the
message is a marked gap, and goes on only under the same living grant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.callback import CallerNumber, close
from rufschutz.domain.call.commands import Speed
from rufschutz.domain.call.events import Key, Timer
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.reasons import after_message, without_recording
from rufschutz.domain.call.step import Step

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import FactStored, KeyPressed, PlaybackEnded
    from rufschutz.domain.call.script import RecordingScript
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import PlaybackId

STORING_LIMIT = 2_000
"""How long (ms) a caller waits for a consent to become durable before being served without a recording."""

_TAKEN_BACK = {
    Key.STAR: (ConsentState.WITHDRAWN, None, texts.NO),
    Key.K2: (ConsentState.REFUSED, RefusedBy.KEY, texts.NO),
    Key.K0: (ConsentState.REFUSED, RefusedBy.HUMAN_WANTED, texts.NOBODY_FREE),
}

_HELD = frozenset({Key.K0, Key.HASH, Key.K7, Key.K8, Key.K9})


class Storing(Step):
    """A yes was said and is being stored; nothing is recorded yet."""

    def __init__(self, talk: Conversation, recording: RecordingScript) -> None:
        super().__init__(talk)
        self._recording = recording

    def enter(self) -> Step | None:
        """Wait, but not for ever."""
        self.talk.outbox.start(Timer.ANSWER, STORING_LIMIT)
        return None

    def resumed(self) -> Step | None:
        """Wait on after a hold."""
        return self.enter()

    def on_stored(self, event: FactStored) -> Step | None:
        """Record once the gate has minted a grant."""
        grant = self.talk.gate.stored(event.fact)
        return None if grant is None else Message(self.talk, grant)

    def on_key(self, event: KeyPressed) -> Step | None:
        """Let no, star and the wish for a person take the yes back."""
        if event.key not in _TAKEN_BACK:
            return None
        state, refused_by, words = _TAKEN_BACK[event.key]
        self.talk.gate.end(self._recording.purpose)
        self.talk.key(event)
        self.talk.consent(self._recording, state, key=event, refused_by=refused_by)
        return without_recording(self.talk, words)

    def objected(self) -> Step | None:
        """Help without a recording."""
        return without_recording(self.talk, texts.NO)

    def on_timer(self, _timer: Timer) -> Step | None:
        """Help without a recording: a consent that is not durable is none."""
        self.talk.gate.end(self._recording.purpose)
        self.talk.recorder_failed = True
        return without_recording(self.talk, texts.NO_RECORDING)


class Message(Step):
    """The caller speaks after the tone."""

    def __init__(self, talk: Conversation, grant: Grant) -> None:
        super().__init__(talk)
        self._grant = grant
        self._left = talk.script.timing.message_limit
        self._warned = False
        self._speaking_since: int | None = None
        self._announcing: PlaybackId | None = None
        self._aside: PlaybackId | None = None
        self._tone: PlaybackId | None = None
        self._held: KeyPressed | None = None

    @property
    def settles_message(self) -> bool:
        """Always: the caller is speaking one."""
        return True

    def enter(self) -> Step | None:
        """Open the journal and say inside it that the recording runs."""
        self.talk.recordings.start(self._grant, self.talk.number)
        self._announcing = self.talk.speech.say(texts.YES).playback
        return None

    def objected(self) -> Step | None:
        """Go on as after every message; the machine has stopped this one."""
        return after_message(self.talk)

    def held(self) -> None:
        """Stop the clock; the recording itself is paused by the machine."""
        self._stop_clock()

    def resumed(self) -> Step | None:
        """Say again that the recording runs before it goes on: somebody may have come to the phone."""
        self._aside = self._tone = None
        self._announcing = self.talk.speech.say(texts.YES).playback
        return None

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Go from the announcement to the tone, from the tone to the message."""
        if event.playback == self._tone:
            self._speak()
        elif event.playback in {self._announcing, self._aside}:
            return self._interlude_over()
        return None

    def on_key(self, event: KeyPressed) -> Step | None:
        """Hold keys until the announcement is over; let any key cut the privacy text."""
        if self._announcing is not None:
            self._held = event if event.key in _HELD else self._held
            return None
        match event.key:
            case Key.K0:
                self.talk.key(event)
                return self._stop(CallerNumber(self.talk, texts.NOBODY_FREE))
            case _ if self._aside is not None:
                self.talk.key(event)
                return self._interlude_over()
            case Key.HASH:
                self.talk.key(event)
                return self._stop(after_message(self.talk))
            case Key.K7 | Key.K8 | Key.K9:
                self.talk.key(event)
                self._interrupt(event.key)
        return None

    def on_timer(self, timer: Timer) -> Step | None:
        """Warn before the limit; stop at it."""
        if timer is Timer.MESSAGE:
            return self._stop(after_message(self.talk))
        self._warned = True
        self.talk.speech.say(texts.LIMIT)
        return None

    def on_silence(self) -> Step | None:
        """Stop when the caller has finished speaking."""
        return None if self._speaking_since is None else self._stop(after_message(self.talk))

    def _interlude_over(self) -> Step | None:
        self._announcing = self._aside = None
        held, self._held = self._held, None
        if held is not None:
            return self.on_key(held)
        self.talk.recordings.resume()
        self._tone = self.talk.speech.tone()
        return None

    def _speak(self) -> None:
        timing, outbox = self.talk.script.timing, self.talk.outbox
        self._speaking_since = outbox.now
        outbox.start(Timer.MESSAGE, self._left)
        if not self._warned and self._left > timing.message_warning:
            outbox.start(Timer.MESSAGE_WARNING, self._left - timing.message_warning)

    def _interrupt(self, key: Key) -> None:
        speech = self.talk.speech
        self._stop_clock()
        if key is Key.K9:
            self.talk.recordings.pause("privacy_text")
            self._aside = speech.say(texts.PRIVACY).playback
        elif key is Key.K8:
            self.talk.recordings.pause("language")
            speech.switch()
            self._announcing = speech.say(texts.YES).playback
        else:
            self.talk.recordings.pause("repeat")
            self._announcing = speech.say(texts.YES, Speed.SLOW).playback

    def _stop_clock(self) -> None:
        outbox = self.talk.outbox
        if self._speaking_since is not None:
            self._left = max(1, self._left - (outbox.now - self._speaking_since))
            self._speaking_since = None
        outbox.stop_waiting()

    def _stop(self, following: Step) -> Step:
        self.talk.gate.end(self._grant.purpose)
        self.talk.recordings.stop()
        return following


class Withdrawing(Step):
    """Everything recorded is being destroyed; nothing is said before it is gone."""

    def enter(self) -> Step | None:
        """Fall silent, and go on at once if nothing is left to wait for."""
        self.talk.speech.hush()
        return self._gone()

    def on_recorder(self) -> Step | None:
        """Tell the caller once it is gone."""
        return self._gone()

    def _gone(self) -> Step | None:
        if self.talk.recordings.unsettled:
            return None
        words = texts.NO if self.talk.recordings.lost else texts.WITHDRAWN
        return close(self.talk, words) if self.talk.confirmed else without_recording(self.talk, words)
