"""The standing wish never to be recorded, asked for with the star where nothing is being recorded.

It only protects, so the number alone is enough for it (Art. 21 GDPR); of a hidden number, and
after somebody else came to the phone, nothing can be remembered, and nothing is offered. It
counts once it is durable, and in this call from the moment it was said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.events import Key, Timer
from rufschutz.domain.call.facts import Preference, PreferenceSet
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import FactStored, KeyPressed
    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import TextId

KEEPING_LIMIT = 2_000
"""How long (ms) a caller waits for a wish to become durable before being told that it is not certain."""


def can_wish(talk: Conversation) -> bool:
    """Say whether the wish can be kept: there is a number, it has none yet, and the plan has the words."""
    known = talk.number is not None and not talk.wished
    return known and talk.script.says_all(texts.OF_THE_WISH)


def never_record(talk: Conversation, then: Step) -> Step | None:
    """Return the question for the wish, with ``then`` after it; None where it cannot be kept."""
    return NeverRecord(talk, then) if can_wish(talk) else None


def after_star(talk: Conversation, then: Step) -> Step:
    """Return what a star leads to where nothing is recorded: the question for the wish, if it can be kept."""
    return never_record(talk, then) or then


class Aside(Menu):
    """A menu between two other steps; it goes on to ``then``, and its fixed keys mean what they always do."""

    def __init__(self, talk: Conversation, then: Step, lead: TextId | None = None) -> None:
        super().__init__(talk, lead)
        self._then = then

    def objected(self) -> Step | None:
        """Stay, but go on to where nothing is asked any more."""
        self._then = self._then.objected() or self._then
        return None

    def person_wanted(self, event: KeyPressed) -> Step:
        """Lead to a person as the menu does to which this one belongs.

        A key that means this for once alone, because nothing else is left, is not stored.
        """
        if event.key is Key.K0:
            self.talk.key(event)
        if isinstance(self._then, Menu):
            return self._then.person(event) or self._then
        return self.talk.ways.person() or self._then

    def on_timer(self, _timer: Timer) -> Step | None:
        """Go on: silence is no answer to anything."""
        return self._then


class NeverRecord(Aside):
    """Asks whether calls from this number are never to be recorded; everything but a clear yes is a no."""

    def prompt(self, speed: Speed) -> Saying:
        """Ask."""
        return self.talk.speech.say(texts.NEVER_RECORD, speed)

    def choose(self, event: KeyPressed) -> Step | None:
        """1, after the question, is yes; 2, star and hash are no; 0 is a person."""
        match event.key:
            case Key.K1:
                self.talk.key(event, counted=self.heard)
                return self._wished() if self.heard else None
            case Key.K2 | Key.STAR | Key.HASH:
                self.talk.key(event)
                return self._then
            case Key.K0:
                return self.person_wanted(event)
            case _:
                return None

    def _wished(self) -> Step:
        self.talk.wished = True
        self.talk.object()
        self.objected()
        wish = PreferenceSet(self.talk.outbox.head(), Preference.NEVER_RECORD, self.talk.number or "")
        return Keeping(self.talk, wish, texts.NEVER_RECORD_DONE, self._then)


class Keeping(Step):
    """Stores a fact, waits until it is durable, and says so; in doubt it says that nobody can know."""

    def __init__(self, talk: Conversation, fact: Fact, words: TextId, then: Step) -> None:
        super().__init__(talk)
        self._fact = fact
        self._words = words
        self._then = then

    def enter(self) -> Step | None:
        """Store it."""
        self.talk.speech.hush()
        self.talk.outbox.store(self._fact)
        self.talk.outbox.start(Timer.ANSWER, KEEPING_LIMIT)
        return None

    def objected(self) -> Step | None:
        """Stay: what was said is being stored."""
        self._then = self._then.objected() or self._then
        return None

    def resumed(self) -> Step | None:
        """Wait on after a hold."""
        self.talk.outbox.start(Timer.ANSWER, KEEPING_LIMIT)
        return None

    def on_stored(self, event: FactStored) -> Step | None:
        """Say so once it is durable."""
        return Words(self.talk, self._words, self._then) if event.fact == self._fact.head.fact else None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Say that it is not certain."""
        return Words(self.talk, texts.NOT_KEPT, self._then)


class Words(Aside):
    """Says something and goes on."""

    def __init__(self, talk: Conversation, text: TextId, then: Step) -> None:
        super().__init__(talk, then)
        self._text = text

    def prompt(self, speed: Speed) -> Saying:
        """Say it."""
        return self.talk.speech.say(self._text, speed)

    def asked(self) -> Step | None:
        """Go on after the last word."""
        return self._then

    def choose(self, event: KeyPressed) -> Step | None:
        """Hash and star go on at once; 0 is a person."""
        match event.key:
            case Key.HASH | Key.STAR:
                self.talk.key(event)
                return self._then
            case Key.K0:
                return self.person_wanted(event)
            case _:
                return None
