"""Optional questions: asked when the matter is settled, one for each purpose, two at most.

Whoever says nothing has said no. Nobody is asked where nothing came of the call, for another
use of a recording that does not stand, for a standing consent without a number it could
belong to, or twice for what was agreed to before; and nobody at all who took a consent back,
objected, or may be somebody else than the one who called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from rufschutz.domain.call import texts
from rufschutz.domain.call.asking import PurposeQuestion
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.consent.known import Asking

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed, Timer
    from rufschutz.domain.call.script import OfferScript
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.call.step import Step
    from rufschutz.domain.ids import TextId

MOST: Final = 2
"""Optional questions in one call."""

_REFUSALS: Final = {
    Key.K2: RefusedBy.KEY,
    Key.HASH: RefusedBy.KEY,
    Key.STAR: RefusedBy.STAR,
    Key.K0: RefusedBy.HUMAN_WANTED,
}
_LAST: Final = frozenset({Key.STAR, Key.K0})


class Rest(Protocol):
    """What follows an optional question."""

    def go_on(self, lead: TextId | None = None) -> Step:
        """Return what follows: another question, or the end of the call."""
        ...

    def person(self) -> Step:
        """Return how a wish for a person is met."""
        ...


def next_offer(talk: Conversation) -> OfferScript | None:
    """Return the next optional question for whoever speaks now, None if there is none."""
    if talk.offered >= MOST or talk.consents.withdrawn or not talk.settled:
        return None
    return next((offer for offer in talk.script.offers if _fits(talk, offer)), None)


def _fits(talk: Conversation, offer: OfferScript) -> bool:
    """Say whether a question has a place in this call."""
    if talk.consents.asked(offer.purpose):
        return False
    if offer.standing:
        full = talk.known.asking(offer.purpose) is Asking.IN_FULL
        return talk.number is not None and full
    return offer.extends and talk.recordings.kept and _recorded(talk)


def _recorded(talk: Conversation) -> bool:
    """Say whether it is the one who speaks now that agreed to the recording."""
    recording = talk.script.recording
    return recording is not None and talk.consents.answers.get(recording.purpose) is ConsentState.GIVEN


class Offer(PurposeQuestion):
    """Asks for one more purpose. A yes has its own fact; a no, silence or the star is a no to this alone."""

    def __init__(
        self, talk: Conversation, offer: OfferScript, rest: Rest, lead: TextId | None = None
    ) -> None:
        super().__init__(talk, lead)
        self._offer = offer
        self._rest = rest
        talk.offered += 1

    def prompt(self, speed: Speed) -> Saying:
        """Ask the full question; nothing said before counts any more."""
        saying = self.talk.speech.say(self._offer.question, speed)
        self.talk.consents.ask(self._offer, saying)
        return saying

    def skip(self, event: KeyPressed) -> None:
        """Let a key cut what is said first, but not the words that explain an early yes."""
        if event.key is Key.K1:
            self.talk.key(event, counted=False)
        if self.lead != texts.TOO_EARLY:
            self.ask()

    def choose(self, event: KeyPressed) -> Step | None:
        """1 is yes, if the gate takes it; 2, hash and star are no at any time; 0 is a person."""
        match event.key:
            case Key.K1:
                return self._yes(event)
            case Key.K2 if not self.talk.consents.asked(self._offer.purpose):
                self.skip(event)
                return None
            case key if key in _REFUSALS:
                self.talk.key(event)
                return self._no(event, key)
            case _ if self.heard:
                return self._unclear(event)
            case _:
                return None

    def person(self, event: KeyPressed) -> Step | None:
        """Take the wish for a person as a no, wherever it came up."""
        return self._no(event, Key.K0)

    def on_timer(self, _timer: Timer) -> Step | None:
        """Take silence as a no; nobody is asked again."""
        self._refuse(RefusedBy.SILENCE)
        return self._rest.go_on()

    def objected(self) -> Step | None:
        """Go on without the answer; the caller has given none."""
        return self._rest.go_on()

    def _no(self, event: KeyPressed, meant: Key) -> Step:
        """Take a no; who presses the star or wants a person is asked nothing more."""
        self._refuse(_REFUSALS[meant], event)
        if meant in _LAST:
            self.talk.offered = MOST
        return self._rest.person() if meant is Key.K0 else self._rest.go_on()

    def _yes(self, event: KeyPressed) -> Step | None:
        consent = self.agree(event)
        if consent is None:
            if self.talk.may_clarify():
                self.say_first(texts.TOO_EARLY)
            return None
        number = self.talk.number if self._offer.standing else None
        self.talk.consents.change(
            self._offer.purpose, ConsentState.GIVEN, key=event, fact=consent, number=number
        )
        return self._rest.go_on()

    def _unclear(self, event: KeyPressed) -> Step | None:
        self.talk.key(event, counted=False)
        if not self.talk.may_clarify():
            self._refuse(RefusedBy.UNCLEAR, event)
            return self._rest.go_on()
        if self.talk.gate.heard is None:
            self.say_first(texts.OFFER_UNCLEAR)
            return None
        saying = self.talk.speech.say(texts.OFFER_UNCLEAR)
        self.talk.gate.remind(saying.playback)
        self.began(saying)
        return None

    def _refuse(self, refused_by: RefusedBy, key: KeyPressed | None = None) -> None:
        self.talk.gate.end(self._offer.purpose)
        if self.talk.consents.asked(self._offer.purpose):
            self.talk.consents.change(
                self._offer.purpose, ConsentState.REFUSED, key=key, refused_by=refused_by
            )
