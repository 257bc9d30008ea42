"""What follows a settled matter: what may still be asked, and then the goodbye.

It decides the order alone. Where the number is withheld the receipt comes first, because
there is no other way back; else it comes last, for it covers what was answered before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import receipt, texts
from rufschutz.domain.call.ending import Goodbye, Settling
from rufschutz.domain.call.offers import Offer, next_offer
from rufschutz.domain.call.receipt import ReceiptOffer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.step import Step
    from rufschutz.domain.ids import TextId


class Closing:
    """The rest of a call. ``person``: how a caller is helped who wants a person and has none arranged."""

    def __init__(self, talk: Conversation, person: Callable[[Conversation, TextId], Step]) -> None:
        self._talk = talk
        self._person = person

    def settle(self, lead: TextId | None = None) -> Step:
        """Return the step that waits until all is safe, and then goes on with ``lead``."""
        return Settling(self._talk, lambda: self.go_on(lead))

    def go_on(self, lead: TextId | None = None) -> Step:
        """Return the next optional question, said after ``lead``; the goodbye where there is none."""
        talk = self._talk
        if talk.may_ask and not talk.in_doubt:
            first, then = self._offer, self._receipt
            if talk.script.withheld:
                first, then = then, first
            if (question := first(lead) or then(lead)) is not None:
                return question
        return Goodbye(talk, lead)

    def person(self) -> Step:
        """Return a callback for who wants a person; where one is arranged, the words that nobody is free."""
        if self._talk.confirmed:
            return self.go_on(texts.NOBODY_FREE)
        return self._person(self._talk, texts.NOBODY_FREE)

    def _offer(self, lead: TextId | None) -> Step | None:
        offer = next_offer(self._talk)
        return None if offer is None else Offer(self._talk, offer, self, lead)

    def _receipt(self, lead: TextId | None) -> Step | None:
        return ReceiptOffer(self._talk, self, lead) if receipt.fits(self._talk) else None
