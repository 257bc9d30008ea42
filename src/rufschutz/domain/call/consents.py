"""What the caller of one call was asked, purpose by purpose, and what came of it.

It tells the gate what is asked and heard, and writes the evidence of every answer. It
decides nothing: whether a yes counts is the gate's answer, and who is asked what is the
steps'. No consent changes for which nothing was asked, and a withdrawal of the sound takes
every purpose that rests on it, and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rufschutz.domain.call.facts import ConsentChanged, ConsentState
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from rufschutz.domain.call.events import KeyPressed, PlaybackEnded
    from rufschutz.domain.call.facts import RefusedBy
    from rufschutz.domain.call.outbox import Outbox
    from rufschutz.domain.call.script import CallScript, OfferScript, RecordingScript
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import FactId, PurposeId
    from rufschutz.domain.moments import Millis

Askable: TypeAlias = "RecordingScript | OfferScript"


class NeverAskedError(DomainError):
    """A consent was to change without a question."""

    advice = "Ask first; a consent without a question has no evidence."


@dataclass(frozen=True, slots=True)
class Asked:
    """The full question last asked for a purpose, and when it was heard to its end, if it was."""

    question: Askable
    saying: Saying
    ended_at: Millis | None = None


class Consents:
    """The consents of one call. ``answers``: of whoever speaks now, by purpose."""

    def __init__(self, script: CallScript, outbox: Outbox) -> None:
        self.gate = ConsentGate(script.tenant, script.call, script.timing.answer_window_opens)
        self.answers: dict[PurposeId, ConsentState] = {}
        self._outbox = outbox
        self._asked: dict[PurposeId, Asked] = {}
        self._of_sound: dict[PurposeId, None] = {}

    def asked(self, purpose: PurposeId) -> bool:
        """Say whether anybody was asked for this purpose in this call."""
        return purpose in self._asked

    @property
    def withdrawn(self) -> bool:
        """Whether whoever speaks now took something back."""
        return ConsentState.WITHDRAWN in self.answers.values()

    def given(self) -> tuple[PurposeId, ...]:
        """Return what stands: what the sound rests on, whoever agreed, and what whoever speaks now did."""
        now = (purpose for purpose, state in self.answers.items() if state is ConsentState.GIVEN)
        return tuple(dict.fromkeys((*self._of_sound, *now)))

    def sound_until(self) -> str:
        """Return the last day (``YYYY-MM-DD``) that was promised for the sound of this call; '' for none."""
        return max((self._asked[purpose].question.promised_end for purpose in self._of_sound), default="")

    def ask(self, question: Askable, saying: Saying) -> None:
        """Note that a full question begins to play; raise `GateClosed` where it cannot be asked."""
        self.gate.ask(question.purpose, saying.playback, standing=question.standing)
        self._asked[question.purpose] = Asked(question, saying)

    def played(self, event: PlaybackEnded) -> None:
        """Tell the gate what was heard, and note when a question was heard to its end."""
        self.gate.played(event.playback, event.at, completed=event.completed, alive=event.peer_alive)
        heard = self.gate.heard
        if heard is not None and (asked := self._asked.get(heard.purpose)) is not None:
            self._asked[heard.purpose] = replace(asked, ended_at=heard.ended_at)

    def agree(self, event: KeyPressed) -> FactId:
        """Take key 1 as a yes and return the id of the consent it will be; raise `ConsentDenied`."""
        consent = self._outbox.ids.fact()
        self.gate.yes(event.started_at, consent, told_at=event.at)
        return consent

    def change(
        self,
        purpose: PurposeId,
        state: ConsentState,
        *,
        key: KeyPressed | None = None,
        refused_by: RefusedBy | None = None,
        fact: FactId | None = None,
        number: str | None = None,
    ) -> None:
        """Store that a consent came into a state, with its evidence.

        ``number``: the caller's, for a standing consent that was given. Raises `NeverAskedError`
        where nobody was asked for ``purpose`` in this call.
        """
        asked = self._asked.get(purpose)
        if asked is None:
            raise NeverAskedError("a consent cannot change that nobody was asked for")
        self._answered(asked.question, state)
        self._outbox.store(
            ConsentChanged(
                self._outbox.head(fact),
                purpose,
                state,
                text=asked.saying.text,
                language=asked.saying.language,
                text_sha256=asked.saying.spoken.text_sha256,
                audio_sha256=asked.saying.spoken.audio_sha256,
                question_ended_at=asked.ended_at,
                key_started_at=key.started_at if key else None,
                method=key.method if key else None,
                refused_by=refused_by,
                promised=asked.question.promised,
                number=number,
            )
        )

    def _answered(self, question: Askable, state: ConsentState) -> None:
        self.answers[question.purpose] = state
        if state is ConsentState.GIVEN and not question.standing:
            self._of_sound[question.purpose] = None
        elif state in {ConsentState.WITHDRAWN, ConsentState.INVALIDATED}:
            self._of_sound.pop(question.purpose, None)

    def withdraw_sound(self, key: KeyPressed) -> None:
        """Take back, by key, every consent that the sound of this call rests on; the others stay."""
        for purpose in [*self._of_sound]:
            self.gate.end(purpose)
            self.change(purpose, ConsentState.WITHDRAWN, key=key)

    def another_person(self) -> None:
        """Forget who agreed: whoever speaks now has answered nothing; what was stored stays stored."""
        self.gate.end()
        self.answers.clear()
