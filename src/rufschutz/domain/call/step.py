"""Steps: what a call is waiting for, and what each event means there.

A step answers an event with the next step, or with None to stay. The machine has
dealt with what is the same everywhere before a step sees anything.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import Speed
from rufschutz.domain.call.events import (
    CallerSilent,
    FactStored,
    Key,
    KeyPressed,
    PlaybackEnded,
    RecorderFailed,
    RecordingDestroyed,
    RecordingStopped,
    Timer,
    TimerFired,
)

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import Event
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import PlaybackId, TextId


class Step:
    """A step in which nothing matters; the others say what does."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk

    def enter(self) -> Step | None:
        """Begin; return the step to take instead, if this one has nothing to do."""
        return None

    @property
    def settles_message(self) -> bool:
        """Whether the caller believes a message is being saved, with nothing else arranged."""
        return False

    def objected(self) -> Step | None:
        """Take in that nothing more may be asked or recorded; return the next step, or None to stay."""
        return None

    def held(self) -> None:
        """Take in that the line is on hold: nothing comes and nobody listens until `resumed`."""

    def resumed(self) -> Step | None:
        """Take up again after a hold; return the next step, or None to stay."""
        return None

    def handle(self, event: Event) -> Step | None:
        """Return the next step, or None to stay."""
        following: Step | None = None
        match event:
            case KeyPressed():
                following = self.on_key(event)
            case PlaybackEnded():
                following = self.on_played(event)
            case TimerFired():
                following = self.on_timer(event.timer)
            case FactStored():
                following = self.on_stored(event)
            case CallerSilent():
                following = self.on_silence()
            case RecordingStopped() | RecordingDestroyed() | RecorderFailed():
                following = self.on_recorder()
        return following

    def on_key(self, _event: KeyPressed) -> Step | None:
        """Answer a key."""
        return None

    def on_played(self, _event: PlaybackEnded) -> Step | None:
        """Answer the end of the current playback."""
        return None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Answer a timer that ran out."""
        return None

    def on_stored(self, _event: FactStored) -> Step | None:
        """Answer that a fact is durable."""
        return None

    def on_silence(self) -> Step | None:
        """Answer that the caller has stopped speaking."""
        return None

    def on_recorder(self) -> Step | None:
        """Answer the recorder; the recordings know already."""
        return None


class Menu(Step, ABC):
    """A prompt that is answered by a key; 7, 8 and 9 mean the same in every menu.

    ``lead`` is said first. A key cuts the lead and brings the prompt at once; only
    the wish for a person is obeyed before the prompt has begun.
    """

    loud = frozenset({Key.K0})

    def __init__(self, talk: Conversation, lead: TextId | None = None) -> None:
        super().__init__(talk)
        self.lead = lead
        self.heard = False
        self._prompt: PlaybackId | None = None

    def enter(self) -> Step | None:
        """Say the lead, then the prompt."""
        self.say_first(self.lead)
        return None

    @abstractmethod
    def prompt(self, speed: Speed) -> Saying:
        """Play the prompt."""

    @abstractmethod
    def choose(self, event: KeyPressed) -> Step | None:
        """Answer a key that has no fixed meaning."""

    def say_first(self, lead: TextId | None) -> None:
        """Say a text and come back to the prompt; the prompt at once if there is none."""
        if lead is None:
            self.ask()
            return
        self.talk.outbox.stop(Timer.ANSWER)
        self.talk.speech.say(lead, slots=self.talk.slots(lead))
        self.lead, self._prompt, self.heard = lead, None, False

    def resumed(self) -> Step | None:
        """Say again what nobody heard."""
        if self._prompt is None:
            self.say_first(self.lead)
        else:
            self.ask()
        return None

    def ask(self, speed: Speed = Speed.NORMAL) -> None:
        """Play the prompt from its start."""
        self.began(self.prompt(speed))

    def began(self, saying: Saying) -> None:
        """Wait for the end of what has just begun, and take it for the prompt."""
        self.talk.outbox.stop(Timer.ANSWER)
        self._prompt, self.heard, self.lead = saying.playback, False, None

    def on_key(self, event: KeyPressed) -> Step | None:
        """Obey the keys that mean the same everywhere, then the menu's own."""
        match event.key:
            case Key.K7:
                self.talk.key(event)
                self.ask(Speed.SLOW)
            case Key.K8:
                self.talk.key(event)
                self.talk.speech.switch()
                self.switched()
            case Key.K9:
                self.talk.key(event)
                self.say_first(texts.PRIVACY)
            case key if self._prompt is None and key not in self.loud:
                self.skip(event)
            case _:
                return self.choose(event)
        return None

    def switched(self) -> None:
        """Go on in the language just chosen."""
        self.ask()

    def skip(self, _event: KeyPressed) -> None:
        """Cut the lead; the key itself means nothing yet."""
        self.ask()

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Ask after the lead, or go on to the rights after the privacy text; wait after the prompt."""
        if event.playback == self._prompt:
            self.heard = True
            return self.asked()
        rights = self.talk.ways.rights(self) if self.lead == texts.PRIVACY else None
        self.lead = None
        if rights is None:
            self.ask()
        return rights

    def person(self, _event: KeyPressed) -> Step | None:
        """Return where the wish for a person leads that came up beside this menu; None: back to it.

        Whatever the key is, it is no answer to this menu, and it is stored already where it is to be.
        """
        return self.talk.ways.person()

    def asked(self) -> Step | None:
        """Wait for an answer: the prompt is over."""
        self.talk.outbox.start(Timer.ANSWER, self.talk.script.timing.answer_window)
        return None
