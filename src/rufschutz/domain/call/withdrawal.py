"""Taking back a consent of an earlier call by its receipt code and its day, typed.

Whether the two belong to anything is decided where codes are known, and never told here: after
right and wrong ones the same words come at the same time. Code and day live in memory until they
become one fact; no key of them is another.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import Speed
from rufschutz.domain.call.events import Key, Timer
from rufschutz.domain.call.facts import WithdrawalTyped
from rufschutz.domain.call.preference import Keeping
from rufschutz.domain.call.step import Step

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed, PlaybackEnded
    from rufschutz.domain.ids import PlaybackId, TextId

MOST_TRIES = 3
"""How often a code may be typed in a call, counted whether it was whole or not; then a person helps."""

YEARS_BACK = 8
"""Longer than between two leap days around a century that has none (2096 and 2104)."""


def tries_left(talk: Conversation) -> bool:
    """Say whether a code may still be typed in this call."""
    return talk.withdrawals_typed < MOST_TRIES


def day_of_call(typed: str, today: str) -> str | None:
    """Return the latest day (``YYYY-MM-DD``) up to ``today`` with a typed day and month (DDMM), or None."""
    last = dt.date.fromisoformat(today)
    for year in range(last.year, last.year - YEARS_BACK - 1, -1):
        try:
            day = dt.date(year, int(typed[2:]), int(typed[:2]))
        except ValueError:
            continue
        if day <= last:
            return day.isoformat()
    return None


class DigitEntry(Step):
    """Takes so many digits; all ten digits are digits. Star begins anew, hash with none goes back."""

    text: ClassVar[TextId]
    length: ClassVar[int]

    def __init__(self, talk: Conversation, back: Step) -> None:
        super().__init__(talk)
        self._back = back
        self._digits = ""
        self._silent = False
        self._prompt: PlaybackId | None = None

    def enter(self) -> Step | None:
        """Ask for the digits."""
        self._ask()
        return None

    def objected(self) -> Step | None:
        """Stay, but go back to where nothing is asked any more."""
        self._back = self._back.objected() or self._back
        return None

    def resumed(self) -> Step | None:
        """Ask anew after a hold; what was typed before it is forgotten."""
        self._ask()
        return None

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Wait after the prompt."""
        if event.playback == self._prompt:
            self.talk.outbox.start(Timer.ANSWER, self.talk.script.timing.answer_window)
        return None

    def on_key(self, event: KeyPressed) -> Step | None:
        """Take a digit, star to begin anew, or hash when done or to go back."""
        match event.key:
            case Key.STAR:
                self.talk.key(event)
                self._ask()
            case Key.HASH:
                self.talk.key(event)
                return self._complete() if self._digits else self._back
            case digit:
                return self._take(digit.value)
        return None

    def on_timer(self, timer: Timer) -> Step | None:
        """Take what was typed as complete after the key gap; ask a silent caller once more."""
        if timer is Timer.KEY_GAP:
            return self._complete()
        if self._silent:
            return self._back
        self._silent = True
        self._ask(Speed.SLOW)
        return None

    @abstractmethod
    def typed(self, digits: str) -> Step | None:
        """Return what follows the digits, None where they cannot be what was asked for."""

    def _ask(self, speed: Speed = Speed.NORMAL) -> None:
        self._digits = ""
        self.talk.outbox.stop_waiting()
        self._prompt = self.talk.speech.say(self.text, speed).playback

    def _take(self, digit: str) -> Step | None:
        self.talk.speech.hush()
        self.talk.outbox.stop(Timer.ANSWER)
        self._digits += digit
        if len(self._digits) == self.length:
            return self._complete()
        self.talk.outbox.start(Timer.KEY_GAP, self.talk.script.timing.key_gap)
        return None

    def _complete(self) -> Step | None:
        following = self.typed(self._digits) if len(self._digits) == self.length else None
        if following is not None:
            return following
        self.talk.withdrawals_typed += 1
        if not tries_left(self.talk):
            return self._back
        self._ask()
        return None


class CodeEntry(DigitEntry):
    """Takes the nine digits of a receipt code."""

    text = texts.WITHDRAW_CODE
    length = 9

    def typed(self, digits: str) -> Step | None:
        """Ask for the day."""
        return DayEntry(self.talk, self._back, digits)


class DayEntry(DigitEntry):
    """Takes the day of that call, as day and month."""

    text = texts.WITHDRAW_DAY
    length = 4

    def __init__(self, talk: Conversation, back: Step, code: str) -> None:
        super().__init__(talk, back)
        self._code = code

    def typed(self, digits: str) -> Step | None:
        """Store both; a day that no calendar has is asked for again."""
        day = day_of_call(digits, self.talk.script.today)
        if day is None:
            return None
        self.talk.withdrawals_typed += 1
        fact = WithdrawalTyped(self.talk.outbox.head(), self._code, day)
        return Keeping(self.talk, fact, texts.WITHDRAW_TYPED, self._back)
