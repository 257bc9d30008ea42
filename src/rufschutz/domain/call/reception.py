"""How a call begins: who speaks, and what may be asked first.

Where the opening is itself the question, it is asked at once. Where it is not, callers
say what it is about, and are asked about a recording only when they want to leave a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.callback import CallerNumber
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.question import Question
from rufschutz.domain.call.reasons import Reasons, without_recording
from rufschutz.domain.call.step import Menu, Step

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Speed
    from rufschutz.domain.call.conversation import Conversation
    from rufschutz.domain.call.events import KeyPressed
    from rufschutz.domain.call.script import ReasonMenu, RecordingScript
    from rufschutz.domain.call.speech import Saying


def opening(talk: Conversation) -> Step:
    """Return the first step for whoever is at the other end: who speaks, and the question if any."""
    recording = talk.recording
    if recording is None or recording.question != talk.opening:
        return Notice(talk)
    return Question(talk, recording, recording.question)


class Notice(Menu):
    """An opening that asks nothing: who is called, and that a computer speaks."""

    def prompt(self, speed: Speed) -> Saying:
        """Say the opening."""
        return self.talk.speech.say(self.talk.opening, speed)

    def choose(self, event: KeyPressed) -> Step | None:
        """Obey the wish for a person; there is nothing yet to say yes or no to."""
        if event.key is not Key.K0:
            return None
        self.talk.key(event)
        return CallerNumber(self.talk, texts.NOBODY_FREE)

    def asked(self) -> Step | None:
        """Go on to what it is about, to the question, or to the callback."""
        self.talk.opened = True
        recording, menu = self.talk.recording, self.talk.script.menu
        if recording is None:
            return without_recording(self.talk)
        if menu is None or menu.message is None:
            return Question(self.talk, recording, recording.question)
        return FirstMenu(self.talk, menu, recording)


class FirstMenu(Reasons):
    """Asks what it is about before anything is asked about recording; a message is one of the answers."""

    def __init__(self, talk: Conversation, menu: ReasonMenu, recording: RecordingScript) -> None:
        super().__init__(talk, menu, texts.REASON_OR_MESSAGE)
        self._recording = recording

    def choose(self, event: KeyPressed) -> Step | None:
        """Lead who wants to leave a message to the question; the rest as in every such menu."""
        if event.key is not self.menu.message:
            return super().choose(event)
        return Question(self.talk, self._recording, self._recording.question)

    def objected(self) -> Step | None:
        """Ask what it is about without the choice of a message."""
        return without_recording(self.talk)

    def switched(self) -> None:
        """Say the opening in the new language too: it says who speaks."""
        self.say_first(self.talk.opening)
