"""What the steps of one call share: the voice, the gate, the recordings, and what was decided.

It writes the facts about keys and consents. It decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import SlotValue
from rufschutz.domain.call.facts import ConsentChanged, ConsentState, KeyHeard, MatterConfirmed
from rufschutz.domain.call.outbox import Outbox
from rufschutz.domain.call.outcome import Course
from rufschutz.domain.call.recordings import Recordings
from rufschutz.domain.call.speech import Speech
from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from rufschutz.domain.call.events import KeyPressed
    from rufschutz.domain.call.facts import RefusedBy
    from rufschutz.domain.call.script import CallScript, Ids, RecordingScript
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.ids import FactId, ReasonId, TextId
    from rufschutz.domain.moments import Millis


class NeverAskedError(DomainError):
    """A consent was to change without a question."""

    advice = "Ask first; a consent without a question has no evidence."


@dataclass(frozen=True, slots=True)
class Asked:
    """The full question asked last, and when it was heard to its end, if it was."""

    recording: RecordingScript
    saying: Saying
    ended_at: Millis | None = None


class Conversation:
    """One call. ``number`` is the caller's while the person is still the one who called."""

    def __init__(self, script: CallScript, ids: Ids) -> None:
        self.script = script
        self.outbox = Outbox(script, ids)
        self.speech = Speech(script, self.outbox)
        self.gate = ConsentGate(script.tenant, script.call, script.timing.answer_window_opens)
        self.recordings = Recordings(self.outbox)
        self.number = script.number
        self.reason: ReasonId | None = None
        self.reason_unread = False
        self.confirmed = False
        self.opened = False
        self.recorder_failed = False
        self.objected = False
        self._asked: Asked | None = None
        self._states: set[ConsentState] = set()
        self._refused_by: RefusedBy | None = None
        self._message_reason: ReasonId | None = None
        self._note: FactId | None = None
        self._gave_up = False

    @property
    def opening(self) -> TextId:
        """Return how the call is opened: after an objection with the words that ask nothing."""
        return texts.OPENING_NEVER if self.objected else self.script.opening

    @property
    def recording(self) -> RecordingScript | None:
        """Return what may still be asked for in this call."""
        return None if self.objected else self.script.recording

    def object(self) -> None:
        """End what was granted and ask for nothing more; what was recorded until now stays."""
        self.objected = self.opened = True
        self.gate.end()
        self.recordings.stop()

    def ask(self, recording: RecordingScript, saying: Saying) -> None:
        """Note that a full question begins to play."""
        self.gate.ask(recording.purpose, saying.playback)
        self._asked = Asked(recording, saying)
        self.opened = False

    def heard_question(self) -> None:
        """Note when the question asked last was heard to its end, as the gate judged it."""
        if self._asked is not None and self.gate.heard is not None:
            self._asked = replace(self._asked, ended_at=self.gate.heard.ended_at)

    def key(self, event: KeyPressed, *, counted: bool = True) -> None:
        """Store that a key was pressed; ``counted``: it did what the caller wanted."""
        head = self.outbox.head()
        self.outbox.store(KeyHeard(head, event.key.value, event.started_at, event.method, counted))

    def consent(
        self,
        state: ConsentState,
        *,
        key: KeyPressed | None = None,
        refused_by: RefusedBy | None = None,
        fact: FactId | None = None,
    ) -> None:
        """Store that the consent asked for last came into a state, with its evidence.

        Raises `NeverAskedError` where no question was asked in this call.
        """
        asked = self._asked
        if asked is None:
            raise NeverAskedError("a consent cannot change that nobody was asked for")
        self._states.add(state)
        self._refused_by = refused_by
        self.outbox.store(
            ConsentChanged(
                self.outbox.head(fact),
                asked.recording.purpose,
                state,
                text=asked.saying.text,
                language=asked.saying.language,
                text_sha256=asked.saying.spoken.text_sha256,
                audio_sha256=asked.saying.spoken.audio_sha256,
                question_ended_at=asked.ended_at,
                key_started_at=key.started_at if key else None,
                method=key.method if key else None,
                refused_by=refused_by,
                promised=asked.recording.promised,
            )
        )

    def choose(self, reason: ReasonId) -> None:
        """Note, in memory alone, what the caller says it is about; it has yet to be read back."""
        self.reason, self.reason_unread = reason, True

    def choose_for_message(self, reason: ReasonId) -> None:
        """Note what the message is about; it is stored with the message, or not at all."""
        self.choose(reason)
        self._message_reason = reason

    def forget_reason(self) -> None:
        """Forget what was chosen and is not stored yet."""
        self.reason = self._message_reason = None
        self.reason_unread = False

    def slots(self, text: TextId) -> tuple[SlotValue, ...]:
        """Return what a text says of this call: the reason, where it reads one back."""
        if text != texts.REASON_NOTED or self.reason is None:
            return ()
        return (SlotValue("reason", self.reason),)

    def confirm(self, number: str) -> None:
        """Store the number ('' for none) and the reason that were read back, and nothing else."""
        self.confirmed = True
        head = self.outbox.head()
        self._note = head.fact
        self.outbox.store(MatterConfirmed(head, number, self.reason))

    def stored(self, fact: FactId) -> None:
        """Note that a fact is durable."""
        if fact == self._note:
            self._note = None

    def give_up_noting(self) -> None:
        """Wait no longer for what was confirmed to become durable; it may yet."""
        self._gave_up = True

    @property
    def noting(self) -> bool:
        """Whether what was confirmed is on its way to the disk and may be waited for."""
        return self._note is not None and not self._gave_up

    @property
    def in_doubt(self) -> bool:
        """Whether what was confirmed did not become durable in time."""
        return self._note is not None and self._gave_up

    def keep(self) -> None:
        """Declare what is recorded kept, and with it what it is about, unless a confirmed matter says so."""
        self.recordings.keep()
        if self._message_reason is not None and self.recordings.kept and not self.confirmed:
            self.outbox.store(MatterConfirmed(self.outbox.head(), "", self._message_reason))

    def course(self) -> Course:
        """Return what the outcome depends on."""
        return Course(
            opened=self.opened,
            states=frozenset(self._states),
            refused_by=self._refused_by,
            kept=self.recordings.kept,
            failed=self.recorder_failed,
        )
