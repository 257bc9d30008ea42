"""What the caller hears, and the evidence of it: a fact for every text, cut or complete.

One text plays at a time; a new one cuts the old.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.call.commands import Language, Play, PlayTone, Speed, StopPlaying
from rufschutz.domain.call.facts import TextPlayed

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import SlotValue
    from rufschutz.domain.call.events import PlaybackEnded
    from rufschutz.domain.call.outbox import Outbox
    from rufschutz.domain.call.script import CallScript, SpokenText
    from rufschutz.domain.ids import PlaybackId, TextId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Saying:
    """A text on its way to the caller, since ``started_at``."""

    playback: PlaybackId
    text: TextId
    language: Language
    spoken: SpokenText
    started_at: Millis


class Speech:
    """The assistant's voice in one call, in the language the caller chose."""

    def __init__(self, script: CallScript, outbox: Outbox) -> None:
        self.language = script.language
        self._script = script
        self._outbox = outbox
        self._open: dict[PlaybackId, Saying | None] = {}
        self._current: PlaybackId | None = None

    def switch(self) -> None:
        """Go on in the other language."""
        self.language = Language.EN if self.language is Language.DE else Language.DE

    def say(self, text: TextId, speed: Speed = Speed.NORMAL, slots: tuple[SlotValue, ...] = ()) -> Saying:
        """Cut what plays and play a text in the current language; slower only where the plan has it so."""
        self.hush()
        speed = self._script.speed(text, self.language, speed)
        spoken = self._script.spoken[text, self.language, speed]
        saying = Saying(self._outbox.ids.playback(), text, self.language, spoken, self._outbox.now)
        self._begin(saying.playback, saying)
        self._outbox.give(Play(saying.playback, text, self.language, speed, slots))
        return saying

    def tone(self) -> PlaybackId:
        """Cut what plays and play the tone after which the caller speaks."""
        self.hush()
        playback = self._outbox.ids.playback()
        self._begin(playback, None)
        self._outbox.give(PlayTone(playback))
        return playback

    def hush(self) -> None:
        """Cut what plays, if anything does."""
        if self._current is not None:
            self._outbox.give(StopPlaying(self._current))
            self._current = None

    def ended(self, event: PlaybackEnded) -> bool:
        """Store what was heard; return whether it was the current playback, not one cut before."""
        saying = self._open.pop(event.playback, None)
        if saying is not None:
            self._store(saying, completed=event.completed, alive=event.peer_alive)
        if event.playback != self._current:
            return False
        self._current = None
        return True

    def cut_off(self) -> None:
        """Store that whatever still played was cut: the call is over."""
        for saying in self._open.values():
            if saying is not None:
                self._store(saying, completed=False, alive=False)
        self._open.clear()
        self._current = None

    def _begin(self, playback: PlaybackId, saying: Saying | None) -> None:
        self._open[playback] = saying
        self._current = playback

    def _store(self, saying: Saying, *, completed: bool, alive: bool) -> None:
        self._outbox.store(
            TextPlayed(
                self._outbox.head(),
                saying.text,
                saying.language,
                saying.spoken.text_sha256,
                saying.spoken.audio_sha256,
                self._outbox.now - saying.started_at,
                completed,
                alive,
            )
        )
