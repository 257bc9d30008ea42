"""The end of a call as the caller hears it: true words about what is kept, then the line goes.

Nothing is said about a recording before its fate is settled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import HangUp, SlotValue
from rufschutz.domain.call.events import EndedBy, Key, Timer
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
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
        """Wait until every recording is settled and what was confirmed is durable, then speak."""
        self._waiting = self.talk.recordings.unsettled or self.talk.noting
        if self._waiting:
            self.talk.speech.hush()
            if self.talk.noting:
                self.talk.outbox.start(Timer.ANSWER, NOTING_LIMIT)
            return None
        return super().enter()

    def on_stored(self, _event: FactStored) -> Step | None:
        """Speak once what was confirmed is durable."""
        return self.enter() if self._waiting and not self.talk.noting else None

    def on_timer(self, _timer: Timer) -> Step | None:
        """Speak after the limit all the same: the truth, which is that nobody can know."""
        self.talk.give_up_noting()
        return self.enter() if self._waiting else None

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
