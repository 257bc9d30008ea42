"""What a caller may do about what others did before, offered after the privacy text: by keys alone.

Taking back a consent of an earlier call is here, and the wish never to be recorded. The menu
comes back to where it was asked for; silence is back as well. One and two mean no yes and no
no here, so neither is stored as a key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.callback import CallerNumber
from rufschutz.domain.call.conversation import Ways
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.preference import Aside, after_star, can_wish, never_record
from rufschutz.domain.call.withdrawal import CodeEntry, tries_left

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.call.step import Menu, Step


def ways_of(talk: Conversation) -> Ways:
    """Return where every menu of a call may lead."""
    return Ways(lambda: CallerNumber(talk, texts.NOBODY_FREE), lambda back: rights(talk, back))


def rights(talk: Conversation, back: Menu) -> Step | None:
    """Return the menu that follows the privacy text; None beside another such menu, or without its words."""
    if isinstance(back, Aside) or not talk.script.today or not talk.script.says_all(texts.OF_RIGHTS):
        return None
    return RightsMenu(talk, back)


class RightsMenu(Aside):
    """One: take back a consent of an earlier call. Two: never record this number. Else: back."""

    def prompt(self, speed: Speed) -> Saying:
        """Say what can be done; of a number that is hidden or wished for already nothing is said."""
        return self.talk.speech.say(texts.RIGHTS if can_wish(self.talk) else texts.RIGHTS_NO_NUMBER, speed)

    def choose(self, event: KeyPressed) -> Step | None:
        """Lead to either, to a person, or back."""
        if event.key is Key.K0 or (event.key is Key.K1 and not tries_left(self.talk)):
            return self.person_wanted(event)
        following = self._chosen(event.key)
        if event.key in {Key.STAR, Key.HASH}:
            self.talk.key(event)
        return following

    def _chosen(self, key: Key) -> Step | None:
        match key:
            case Key.K1:
                return CodeEntry(self.talk, self._then)
            case Key.K2:
                return never_record(self.talk, self._then)
            case Key.STAR:
                return after_star(self.talk, self._then)
            case Key.HASH:
                return self._then
            case _:
                return None
