"""The end of a call as the caller hears it: true words about what is kept, then the line goes.

Nothing is said about a recording before its fate is settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import HangUp, SlotValue
from rufschutz.domain.call.events import EndedBy, Key
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import TextId


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


class Goodbye(Menu):
    """Says what remains of the call. ``by`` is LIMIT where the call has lasted too long."""

    def __init__(
        self, talk: Conversation, lead: TextId | None = None, by: EndedBy = EndedBy.ASSISTANT
    ) -> None:
        super().__init__(talk, lead)
        self._by = by
        self._waiting = False

    @property
    def settles_message(self) -> bool:
        """Whether the caller believes a message is being saved, with nothing else arranged."""
        return self._waiting and self._by is not EndedBy.LIMIT and not self.talk.confirmed

    def enter(self) -> Step | None:
        """Wait until every recording is settled, then speak."""
        self._waiting = self.talk.recordings.unsettled
        if self._waiting:
            self.talk.speech.hush()
            return None
        return super().enter()

    def on_recorder(self) -> Step | None:
        """Speak once the recorder has answered."""
        return self.enter() if self._waiting else None

    def resumed(self) -> Step | None:
        """Say again what nobody heard, unless the recorder still owes its answer."""
        return self.enter() if self._waiting else super().resumed()

    def prompt(self, speed: Speed) -> Saying:
        """Say what is kept, and until when."""
        speech, recording = self.talk.speech, self.talk.script.recording
        if recording is not None and self.talk.recordings.kept:
            slots = (SlotValue("rec_gone_date", recording.promised_end),)
            return speech.say(texts.GOODBYE_RECORDED, speed, slots)
        return speech.say(texts.GOODBYE_NOTED if self.talk.confirmed else texts.GOODBYE_NOTHING, speed)

    def asked(self) -> Step | None:
        """Hang up after the last word."""
        return Leaving(self.talk, self._by)

    def on_key(self, event: KeyPressed) -> Step | None:
        """Obey keys while there is something to hear and time for it."""
        if self._waiting or self._by is EndedBy.LIMIT:
            return None
        return super().on_key(event)

    def choose(self, event: KeyPressed) -> Step | None:
        """Hash hangs up; other keys do not hold the caller up."""
        if event.key is not Key.HASH:
            return None
        self.talk.key(event)
        return Leaving(self.talk, self._by)
