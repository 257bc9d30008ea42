"""The question whether a message may be recorded.

An early no, a star and the wish for a person are obeyed at once; an early yes never
counts. A caller is asked to be clear once; everything but a clear yes is a no, and
every no is helped on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.asking import PurposeQuestion
from rufschutz.domain.call.commands import Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.message import Storing
from rufschutz.domain.call.reasons import without_recording

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed, Timer
    from rufschutz.domain.call.script import RecordingScript
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.call.step import Step
    from rufschutz.domain.ids import TextId

EARLY_AGAIN = 2
"""How many early yeses are answered by asking again; the next one is unclear for good."""

_REFUSALS = {
    Key.K2: (RefusedBy.KEY, texts.NO),
    Key.STAR: (RefusedBy.STAR, texts.NO),
    Key.K0: (RefusedBy.HUMAN_WANTED, texts.NOBODY_FREE),
}


class Question(PurposeQuestion):
    """Asks whether a message may be recorded."""

    def __init__(self, talk: Conversation, recording: RecordingScript, text: TextId) -> None:
        super().__init__(talk)
        self._recording = recording
        self._text = text
        self._early = 0

    def prompt(self, speed: Speed) -> Saying:
        """Ask the full question; nothing said before counts any more."""
        saying = self.talk.speech.say(self._text, speed)
        self._text = self._recording.question
        self.talk.ask(self._recording, saying)
        return saying

    def switched(self) -> None:
        """Say the opening in the new language too, where it is not the question itself."""
        opening = self.talk.opening
        if opening == self._recording.question:
            self._text = opening
            self.ask()
        else:
            self.say_first(opening)

    def skip(self, event: KeyPressed) -> None:
        """Let a key cut the privacy text, but not the words that explain an early yes."""
        if event.key is Key.K1:
            self.talk.key(event, counted=False)
        if self.lead not in {texts.TOO_EARLY, self.talk.opening}:
            self.ask()

    def choose(self, event: KeyPressed) -> Step | None:
        """1 is yes, if the gate takes it; 2, star and 0 are no at any time; the rest is unclear."""
        if event.key is Key.K1:
            return self._yes(event)
        if event.key in _REFUSALS:
            refused_by, words = _REFUSALS[event.key]
            self.talk.key(event)
            return self._refuse(refused_by, words, event)
        if not self.heard:
            return None
        self.talk.key(event, counted=False)
        return self._unclear(event)

    def person(self, event: KeyPressed) -> Step | None:
        """Take the wish for a person as a no, wherever it came up."""
        return self._refuse(*_REFUSALS[Key.K0], event)

    def objected(self) -> Step | None:
        """Help without a recording; the caller has answered nothing."""
        return without_recording(self.talk, texts.NO)

    def on_timer(self, _timer: Timer) -> Step | None:
        """Ask a silent caller once more, slower; then silence is a no."""
        if not self.talk.may_clarify():
            return self._refuse(RefusedBy.SILENCE, texts.SILENCE)
        if self.talk.gate.heard is None:
            self.ask(Speed.SLOW)
        else:
            self._remind(texts.QUESTION_REPEAT, Speed.SLOW)
        return None

    def _yes(self, event: KeyPressed) -> Step | None:
        consent = self.agree(event)
        if consent is None:
            return self._too_early(event)
        self.talk.consent(self._recording, ConsentState.GIVEN, key=event, fact=consent)
        return Storing(self.talk, self._recording)

    def _too_early(self, event: KeyPressed) -> Step | None:
        self._early += 1
        if self._early < EARLY_AGAIN:
            self.say_first(texts.TOO_EARLY)
            return None
        return self._unclear(event)

    def _unclear(self, event: KeyPressed) -> Step | None:
        if not self.talk.may_clarify():
            return self._refuse(RefusedBy.UNCLEAR, texts.SILENCE, event)
        if self.talk.gate.heard is None:
            self.say_first(texts.QUESTION_UNCLEAR)
        else:
            self._remind(texts.QUESTION_UNCLEAR)
        return None

    def _remind(self, text: TextId, speed: Speed = Speed.NORMAL) -> None:
        saying = self.talk.speech.say(text, speed)
        self.talk.gate.remind(saying.playback)
        self.began(saying)

    def _refuse(self, refused_by: RefusedBy, words: TextId, key: KeyPressed | None = None) -> Step:
        self.talk.gate.end(self._recording.purpose)
        self.talk.consent(self._recording, ConsentState.REFUSED, key=key, refused_by=refused_by)
        return without_recording(self.talk, words)
