"""The end of a call: what was said is safe first, then true words about it, then the line goes.

Nothing is said about a recording before its fate is settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import HangUp, SlotValue
from rufschutz.domain.call.events import EndedBy, Key, Timer
from rufschutz.domain.call.preference import never_record
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import FactStored, KeyPressed
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import TextId


NOTING_LIMIT = 2_000
"""How long (ms) a caller waits for a confirmed note to become durable before being told that it is not."""


class Leaving(Step):
    """The line is being put down; keys mean nothing any more, but for the star."""

    def __init__(self, talk: Conversation, by: EndedBy) -> None:
        super().__init__(talk)
        self._by = by

    def enter(self) -> Step | None:
        """Hang up."""
        self.talk.speech.hush()
        self.talk.outbox.give(HangUp(self._by))
        return None


class Settling(Step):
    """Waits until every recording is settled and what was confirmed is durable; then goes on.

    ``helps``: whether a message that is lost meanwhile is told of and made good.
    """

    def __init__(self, talk: Conversation, following: Callable[[], Step], *, helps: bool = True) -> None:
        super().__init__(talk)
        self._following = following
        self._helps = helps

    @property
    def settles_message(self) -> bool:
        """Whether the caller believes a message is being saved, with nothing else arranged."""
        return self._helps and not self.talk.confirmed

    def enter(self) -> Step | None:
        """Wait in silence, or go on where there is nothing to wait for."""
        if not (self.talk.recordings.unsettled or self.talk.noting):
            return self._following()
        self.talk.speech.hush()
        if self.talk.noting:
            self.talk.outbox.start(Timer.ANSWER, NOTING_LIMIT)
        return None

    def on_stored(self, _event: FactStored) -> Step | None:
        """Go on once what was confirmed is durable."""
        return None if self.talk.noting else self.enter()

    def on_timer(self, _timer: Timer) -> Step | None:
        """Go on after the limit all the same: nobody can know whether it is noted, and that will be said."""
        self.talk.give_up_noting()
        return self.enter()

    def on_recorder(self) -> Step | None:
        """Go on once the recorder has answered."""
        return self.enter()

    def resumed(self) -> Step | None:
        """Wait on after a hold."""
        return self.enter()


class Goodbye(Menu):
    """Says what remains of the call. ``by`` is LIMIT where the call has lasted too long."""

    def __init__(
        self, talk: Conversation, lead: TextId | None = None, by: EndedBy = EndedBy.ASSISTANT
    ) -> None:
        super().__init__(talk, lead)
        self._by = by

    def prompt(self, speed: Speed) -> Saying:
        """Say what is kept, and until when."""
        speech, recording = self.talk.speech, self.talk.script.recording
        if recording is not None and self.talk.recordings.kept:
            last = max(recording.promised_end, self.talk.consents.sound_until())
            slots = (SlotValue("rec_gone_date", last),)
            return speech.say(texts.GOODBYE_RECORDED, speed, slots)
        return speech.say(self._of_the_note(), speed)

    def _of_the_note(self) -> TextId:
        """Return what is true of the note: in doubt only a plan of today has words for it."""
        if self.talk.in_doubt:
            return texts.NOT_NOTED if self.talk.script.says(texts.NOT_NOTED) else texts.GOODBYE_NOTHING
        return texts.GOODBYE_NOTED if self.talk.confirmed else texts.GOODBYE_NOTHING

    def asked(self) -> Step | None:
        """Hang up after the last word."""
        return Leaving(self.talk, self._by)

    def on_key(self, event: KeyPressed) -> Step | None:
        """Obey keys while there is time for it."""
        return None if self._by is EndedBy.LIMIT else super().on_key(event)

    def choose(self, event: KeyPressed) -> Step | None:
        """Hash hangs up, star leads to the standing wish; other keys do not hold the caller up."""
        wish = never_record(self.talk, self) if event.key is Key.STAR else None
        if event.key is not Key.HASH and wish is None:
            return None
        self.talk.key(event)
        return wish or Leaving(self.talk, self._by)

    def person(self, event: KeyPressed) -> Step | None:
        """Say goodbye all the same where a person calls back already."""
        return None if self.talk.confirmed else super().person(event)


def out_of_time(talk: Conversation) -> Step:
    """Return the end of a call that has lasted too long: nothing is asked or helped any more."""
    return Settling(talk, lambda: Goodbye(talk, by=EndedBy.LIMIT), helps=False)
