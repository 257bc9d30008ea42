"""What a call is about, chosen by key; the caller says nothing and nothing is guessed.

A reason is stored only with a number that was read back and confirmed, or with a
message that is kept. Until then it lives in memory, and no key of this menu is a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.callback import CallerNumber, close
from rufschutz.domain.call.commands import Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.facts import About
from rufschutz.domain.call.minor import Minor
from rufschutz.domain.call.preference import after_star
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed, Timer
    from rufschutz.domain.call.script import Reason, ReasonMenu
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import TextId


def without_recording(talk: Conversation, words: TextId | None = None) -> Step:
    """Return how a caller is helped after ``words``: what it is about, then a call back.

    Whoever wants a person is not asked what it is about.
    """
    menu = talk.script.menu
    if menu is None or words == texts.NOBODY_FREE:
        return CallerNumber(talk, words)
    if words == texts.NO:
        return Reasons(talk, menu, texts.REASON_AFTER_NO)
    return Reasons(talk, menu, texts.REASON_ASK, words)


def after_message(talk: Conversation) -> Step:
    """Return what follows a message: what it is about where a line asks for that, else the end."""
    menu = talk.script.menu
    return close(talk) if menu is None else ReasonOfMessage(talk, menu, texts.REASON_OF_MESSAGE)


class Reasons(Menu):
    """Asks what it is about. Silence and hash are an answer too: then nothing is noted of it."""

    def __init__(
        self, talk: Conversation, menu: ReasonMenu, text: TextId, lead: TextId | None = None
    ) -> None:
        super().__init__(talk, lead)
        self.menu = menu
        self._text = text
        self._silent = False

    def prompt(self, speed: Speed) -> Saying:
        """Name the reasons and their keys."""
        return self.talk.speech.say(self._text, speed)

    def choose(self, event: KeyPressed) -> Step | None:
        """Take a reason, hash for none, or 0 for a person; the star is no answer, and the menu comes back."""
        match event.key:
            case Key.K0:
                self.talk.key(event)
                return CallerNumber(self.talk, texts.NOBODY_FREE)
            case Key.HASH:
                self.talk.key(event)
                return self.nothing_chosen()
            case Key.STAR:
                self.talk.key(event)
                return after_star(self.talk, self)
            case key if key in self.menu.reasons:
                return self.chosen(self.menu.reasons[key])
            case _:
                return None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Ask a silent caller once more, slower; then go on without a reason."""
        if self._silent:
            return self.nothing_chosen()
        self._silent = True
        self.ask(Speed.SLOW)
        return None

    def chosen(self, reason: Reason) -> Step:
        """Go on with a reason: to the number to call back, or to its read-back alone."""
        if reason.about is About.MINOR:
            return Minor(self.talk)
        self.talk.choose(reason.id, reason.about)
        return CallerNumber(self.talk) if reason.calls_back else Noting(self.talk)

    def nothing_chosen(self) -> Step:
        """Go on without a reason; nothing else is lost by that."""
        return CallerNumber(self.talk)


class ReasonOfMessage(Reasons):
    """Asks what a message was about, once it is safe; one in which nothing was said is about nothing."""

    _waiting = False

    @property
    def settles_message(self) -> bool:
        """Whether the message is still being saved."""
        return self._waiting

    def enter(self) -> Step | None:
        """Wait until the message is settled, then ask, if it stands."""
        self._waiting = self.talk.recordings.unsettled
        if self._waiting:
            self.talk.speech.hush()
            return None
        return super().enter() if self.talk.recordings.kept else close(self.talk)

    def on_recorder(self) -> Step | None:
        """Ask once the recorder has answered."""
        return self.enter() if self._waiting else None

    def resumed(self) -> Step | None:
        """Ask again, unless the recorder still owes its answer."""
        return self.enter() if self._waiting else super().resumed()

    def on_key(self, event: KeyPressed) -> Step | None:
        """Obey keys once there is something to answer."""
        return None if self._waiting else super().on_key(event)

    def on_timer(self, _timer: Timer) -> Step | None:
        """Do not hold up who has said it all."""
        return self.nothing_chosen()

    def chosen(self, reason: Reason) -> Step:
        """Read the reason back and say goodbye."""
        if reason.about is About.MINOR:
            return Minor(self.talk)
        self.talk.choose_for_message(reason.id, reason.about)
        return close(self.talk, texts.REASON_NOTED)

    def nothing_chosen(self) -> Step:
        """Say goodbye; the message stands as it is."""
        return close(self.talk)


class Noting(Menu):
    """Reads a reason back for which nobody need call; heard to its end, and not taken back, it is stored."""

    def prompt(self, speed: Speed) -> Saying:
        """Read it back."""
        return self.talk.speech.say(texts.REASON_NOTED, speed, self.talk.slots(texts.REASON_NOTED))

    def asked(self) -> Step | None:
        """Store what was read back."""
        self.talk.confirm("")
        return close(self.talk)

    def choose(self, event: KeyPressed) -> Step | None:
        """2 and star take it back; 0 is a person, who calls."""
        if event.key not in {Key.K0, Key.K2, Key.STAR}:
            return None
        self.talk.key(event)
        if event.key is Key.K0:
            return CallerNumber(self.talk, texts.NOBODY_FREE)
        self.talk.forget_reason()
        return close(self.talk)
