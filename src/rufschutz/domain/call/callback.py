"""The way without a recording: somebody calls back, at a number read back and confirmed.

A number is stored only after the caller has heard it to the end and then said yes.
Typed digits are no facts; they live in memory until they are confirmed or forgotten.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.closing import Closing
from rufschutz.domain.call.commands import SlotValue, Speed
from rufschutz.domain.call.events import Key, Timer
from rufschutz.domain.call.facts import About
from rufschutz.domain.call.preference import after_star
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed, PlaybackEnded
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import PlaybackId, TextId

SHORTEST, LONGEST = 3, 15
"""Digits of a number one can call: three for a short extension, fifteen by ITU-T E.164."""

TYPED_AGAIN = 2
"""How often a typed number may be typed once more."""


@dataclass(slots=True)
class Tries:
    """What the caller has tried so far; no loop goes on for ever."""

    retyped: int = 0
    invalid: int = 0


class ReadBack(Menu):
    """Reads a number back; 1, after its last digit, confirms it."""

    def __init__(self, talk: Conversation, lead: TextId | None = None) -> None:
        super().__init__(talk, lead)
        self._silent = False
        self._asked_for_person = False

    @abstractmethod
    def number(self) -> str:
        """Return the number in question."""

    def ask(self, speed: Speed = Speed.NORMAL) -> None:
        """Read back the reason first, where one was chosen."""
        if self.talk.reason_unread:
            self.say_first(texts.REASON_NOTED)
        else:
            super().ask(speed)

    def skip(self, event: KeyPressed) -> None:
        """Let a key cut what is said first, but not what is being confirmed."""
        if self.lead != texts.REASON_NOTED:
            super().skip(event)

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Go on to the number once the reason was read back."""
        if event.playback != self._prompt and self.lead == texts.REASON_NOTED:
            self.talk.reason_unread = False
        return super().on_played(event)

    def choose(self, event: KeyPressed) -> Step | None:
        """1 confirms, 0 is told that nobody is free; the rest belongs to the kind of read-back."""
        match event.key:
            case Key.K1:
                self.talk.key(event, counted=self.heard)
                return self._confirmed() if self.heard else None
            case Key.K0:
                first, self._asked_for_person = not self._asked_for_person, True
                self.talk.key(event, counted=first)
                if first:
                    self.say_first(texts.NOBODY_FREE)
                return None
            case _:
                following = self.other(event.key)
                if following is not None:
                    self.talk.key(event)
                return following

    def person(self, _event: KeyPressed) -> Step | None:
        """Say that nobody is free, and read back again."""
        self.lead = texts.NOBODY_FREE
        return None

    @abstractmethod
    def other(self, key: Key) -> Step | None:
        """Return where a key other than 1 and 0 leads, None if nowhere."""

    def on_timer(self, _timer: Timer) -> Step | None:
        """Read back once more, slower; then nothing is stored."""
        if self._silent:
            return no_callback(self.talk)
        self._silent = True
        self.ask(Speed.SLOW)
        return None

    def _confirmed(self) -> Step:
        self.talk.confirm(self.number())
        return close(self.talk)


class CallerNumber(ReadBack):
    """Offers to call back the number the call comes from; asks for one where there is none."""

    def enter(self) -> Step | None:
        """Ask for a number at once where none is known, and a child for its own."""
        if self.talk.number is None or self.talk.about is About.MINOR:
            return NumberEntry(self.talk, Tries(), self.lead)
        return super().enter()

    def number(self) -> str:
        """Return the number the call comes from."""
        return self.talk.number or ""

    def prompt(self, speed: Speed) -> Saying:
        """Name its last two digits only: someone else may be listening."""
        slots = (SlotValue("last_two", self.number()[-2:]),)
        return self.talk.speech.say(texts.CALLER_NUMBER, speed, slots)

    def other(self, key: Key) -> Step | None:
        """2 is another number, 3 and hash no call back; the star is no answer: the question comes back."""
        match key:
            case Key.K2:
                return NumberEntry(self.talk, Tries())
            case Key.STAR:
                return after_star(self.talk, self)
            case Key.K3 | Key.HASH:
                return no_callback(self.talk)
            case _:
                return None


class TypedNumber(ReadBack):
    """Reads back what was typed, digit by digit."""

    def __init__(self, talk: Conversation, digits: str, tries: Tries) -> None:
        super().__init__(talk)
        self._digits = digits
        self._tries = tries

    def number(self) -> str:
        """Return what was typed."""
        return self._digits

    def prompt(self, speed: Speed) -> Saying:
        """Read every digit."""
        slots = (SlotValue("number_groups", self._digits),)
        return self.talk.speech.say(texts.TYPED_NUMBER, speed, slots)

    def other(self, key: Key) -> Step | None:
        """2 and star forget the number and let the caller type again, twice at most."""
        if key not in {Key.K2, Key.STAR}:
            return None
        self._tries.retyped += 1
        if self._tries.retyped > TYPED_AGAIN:
            return no_callback(self.talk)
        return NumberEntry(self.talk, self._tries)


class NumberEntry(Step):
    """Takes digits until hash, or until none has come for the key gap. All ten digits are digits."""

    def __init__(self, talk: Conversation, tries: Tries, lead: TextId | None = None) -> None:
        super().__init__(talk)
        self._tries = tries
        self._lead = lead
        self._prompt: PlaybackId | None = None
        self._digits = ""
        self._silent = False

    def enter(self) -> Step | None:
        """Say the lead, then ask for the number."""
        if self._lead is None:
            self._ask()
        else:
            self.talk.speech.say(self._lead)
        return None

    def resumed(self) -> Step | None:
        """Ask anew after a hold; what was typed before it is forgotten."""
        self._ask()
        return None

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Ask after the lead; wait after the prompt."""
        if event.playback != self._prompt:
            self._ask()
        else:
            self.talk.outbox.start(Timer.ANSWER, self.talk.script.timing.answer_window)
        return None

    def on_key(self, event: KeyPressed) -> Step | None:
        """Take a digit, star to begin again, or hash when done; a key during the lead cuts it."""
        match event.key:
            case _ if self._prompt is None:
                self._ask()
            case Key.STAR:
                self.talk.key(event)
                self._ask()
            case Key.HASH:
                self.talk.key(event)
                return self._done() if self._digits else no_callback(self.talk)
            case digit:
                self._take(digit.value)
        return None

    def on_timer(self, timer: Timer) -> Step | None:
        """Take the number as complete after the key gap; ask a silent caller once more."""
        if timer is Timer.KEY_GAP:
            return self._done()
        if self._silent:
            return no_callback(self.talk)
        self._silent = True
        self._ask(Speed.SLOW)
        return None

    def _ask(self, speed: Speed = Speed.NORMAL) -> None:
        self._digits = ""
        self.talk.outbox.stop_waiting()
        self._prompt = self.talk.speech.say(texts.ASK_NUMBER, speed).playback

    def _take(self, digit: str) -> None:
        self.talk.speech.hush()
        self.talk.outbox.stop(Timer.ANSWER)
        self._digits = (self._digits + digit)[: LONGEST + 1]
        self.talk.outbox.start(Timer.KEY_GAP, self.talk.script.timing.key_gap)

    def _done(self) -> Step:
        if SHORTEST <= len(self._digits) <= LONGEST:
            return TypedNumber(self.talk, self._digits, self._tries)
        self._tries.invalid += 1
        if self._tries.invalid > 1:
            return close(self.talk)
        return NumberEntry(self.talk, self._tries, texts.INVALID_NUMBER)


def no_callback(talk: Conversation) -> Step:
    """Return the end in which nobody calls back."""
    return close(talk, texts.NO_CALLBACK)


def close(talk: Conversation, lead: TextId | None = None) -> Step:
    """Return the end of a call whose matter is settled; who then wants a person is called back."""
    return Closing(talk, CallerNumber).settle(lead)
