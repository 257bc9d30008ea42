"""A receipt: nine digits that let the caller see, and take back, what is stored of this call.

It is offered, never imposed, and only where something is stored. The code is random and
durable before it is spoken: nobody is told a code that leads nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import SlotValue, Speed
from rufschutz.domain.call.events import Key, Timer
from rufschutz.domain.call.facts import ReceiptIssued
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import FactStored, KeyPressed
    from rufschutz.domain.call.offers import Rest
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import FactId, TextId

GROUP: Final = 3
"""Digits that are spoken in one breath."""

ISSUING_LIMIT: Final = 2_000
"""How long (ms) a caller waits for the code to become durable before being told that there is none."""

AGAIN: Final = 4_000
"""How long (ms) after the code a caller may ask to hear it again."""

_NO = frozenset({Key.K2, Key.STAR, Key.HASH})


def fits(talk: Conversation) -> bool:
    """Say whether a receipt may be offered now: something is stored, and none was offered before."""
    return talk.script.receipt and not talk.receipt_offered and talk.settled


class ReceiptOffer(Menu):
    """Asks whether the caller wants a receipt. Silence is no."""

    def __init__(self, talk: Conversation, rest: Rest, lead: TextId | None = None) -> None:
        super().__init__(talk, lead)
        self._rest = rest
        talk.receipt_offered = True

    def prompt(self, speed: Speed) -> Saying:
        """Offer it."""
        return self.talk.speech.say(texts.RECEIPT_OFFER, speed)

    def choose(self, event: KeyPressed) -> Step | None:
        """1, after the offer, is yes; 2, star and hash are no; 0 is a person."""
        match event.key:
            case Key.K1:
                self.talk.key(event, counted=self.heard)
                return Issuing(self.talk, self._rest) if self.heard else None
            case Key.K0:
                self.talk.key(event)
                return self._rest.person()
            case key if key in _NO:
                self.talk.key(event)
                return self._rest.go_on()
            case _:
                return None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Go on without a receipt."""
        return self._rest.go_on()

    def person(self, _event: KeyPressed) -> Step | None:
        """Lead to a person as the offer itself does."""
        return self._rest.person()


class Issuing(Step):
    """A code was drawn and is being stored; it is not spoken before it is durable."""

    def __init__(self, talk: Conversation, rest: Rest) -> None:
        super().__init__(talk)
        self._rest = rest
        self._code = ""
        self._fact: FactId | None = None

    def enter(self) -> Step | None:
        """Draw a code and store it."""
        if self._fact is None:
            head = self.talk.outbox.head()
            self._fact, self._code = head.fact, self.talk.outbox.ids.receipt()
            self.talk.outbox.store(ReceiptIssued(head, self._code))
        self.talk.outbox.start(Timer.ANSWER, ISSUING_LIMIT)
        return None

    def resumed(self) -> Step | None:
        """Wait on after a hold."""
        return self.enter()

    def on_stored(self, event: FactStored) -> Step | None:
        """Read the code out once it is durable."""
        return ReceiptCode(self.talk, self._code, self._rest) if event.fact == self._fact else None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Go on without: a code that is not durable leads nowhere."""
        return self._rest.go_on(texts.RECEIPT_NONE if self.talk.script.says(texts.RECEIPT_NONE) else None)


class ReceiptCode(Menu):
    """Reads the code out, slowly and twice, with the day that belongs to it."""

    def __init__(self, talk: Conversation, code: str, rest: Rest) -> None:
        super().__init__(talk)
        self._code = code
        self._rest = rest

    def prompt(self, speed: Speed) -> Saying:  # noqa: ARG002 - a code is never read fast
        """Read it out in groups; a space is a breath."""
        groups = " ".join(self._code[at : at + GROUP] for at in range(0, len(self._code), GROUP))
        slots = (SlotValue("code_groups", groups), SlotValue("today", self.talk.script.today))
        return self.talk.speech.say(texts.RECEIPT_CODE, Speed.SLOW, slots)

    def asked(self) -> Step | None:
        """Give the caller a moment to ask for it again, by 7."""
        self.talk.outbox.start(Timer.ANSWER, AGAIN)
        return None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Go on."""
        return self._rest.go_on()

    def person(self, _event: KeyPressed) -> Step | None:
        """Lead to a person as the code itself does."""
        return self._rest.person()

    def choose(self, event: KeyPressed) -> Step | None:
        """0 is a person; hash, and any key after the code, goes on."""
        if event.key is Key.K0:
            self.talk.key(event)
            return self._rest.person()
        if event.key is not Key.HASH and not self.heard:
            return None
        self.talk.key(event)
        return self._rest.go_on()
