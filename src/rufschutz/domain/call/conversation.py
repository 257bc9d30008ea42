"""What the steps of one call share: the voice, the gate, the recordings, and what was decided.

It writes the facts about keys and consents. It decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import SlotValue
from rufschutz.domain.call.consents import Consents
from rufschutz.domain.call.facts import About, ConsentState, KeyHeard, MatterConfirmed
from rufschutz.domain.call.outbox import Outbox
from rufschutz.domain.call.outcome import Course
from rufschutz.domain.call.recordings import Recordings
from rufschutz.domain.call.speech import Speech
from rufschutz.domain.consent.known import Asking

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.call.events import KeyPressed
    from rufschutz.domain.call.facts import RefusedBy
    from rufschutz.domain.call.script import CallScript, Ids, RecordingScript
    from rufschutz.domain.call.speech import Saying
    from rufschutz.domain.call.step import Menu, Step
    from rufschutz.domain.ids import FactId, ReasonId, TextId


@dataclass(frozen=True, slots=True)
class Ways:
    """Where every menu may lead: to a person, and from the privacy text to what a caller may do about it."""

    person: Callable[[], Step | None] = lambda: None
    rights: Callable[[Menu], Step | None] = lambda _menu: None


class Conversation:
    """One call. ``number`` is the caller's while the person is still the one who called.

    ``clarified``: how often whoever speaks now was asked to be clear, over all questions (R13).
    ``may_ask``: whether anything optional may still be asked in this call. ``about``: for whom the
    matter is. ``wished``: the number is never to be recorded. ``ways``: where every menu may lead.
    """

    def __init__(self, script: CallScript, ids: Ids) -> None:
        self.script = script
        self.outbox = Outbox(script, ids)
        self.speech = Speech(script, self.outbox)
        self.consents = Consents(script, self.outbox)
        self.gate = self.consents.gate
        self.recordings = Recordings(self.outbox)
        self.number = script.number
        self.known = script.known
        self.reason: ReasonId | None = None
        self.reason_unread = False
        self.confirmed = False
        self.opened = False
        self.recorder_failed = False
        self.objected = False
        self.may_ask = True
        self.offered = 0
        self.receipt_offered = False
        self.clarified = 0
        self.about = About.CALLER
        self.wished = script.known.never_record
        self.withdrawals_typed = 0
        self.ways = Ways()
        self._states: set[ConsentState] = set()
        self._refused_by: RefusedBy | None = None
        self._message_reason: ReasonId | None = None
        self._message_about = About.CALLER
        self._note: FactId | None = None
        self._gave_up = False

    @property
    def opening(self) -> TextId:
        """Return how the call is opened: after an objection with the words that ask nothing."""
        if self.objected:
            return texts.OPENING_NEVER
        recording = self.script.recording
        asks = recording is not None and recording.question == self.script.opening
        return texts.QUESTION_KNOWN if asks and self._shorter else self.script.opening

    @property
    def recording(self) -> RecordingScript | None:
        """Return what may still be asked for in this call, and with which words."""
        recording = None if self.objected else self.script.recording
        if recording is None or not self._shorter:
            return recording
        return replace(recording, question=texts.QUESTION_KNOWN)

    @property
    def _shorter(self) -> bool:
        """Whether the shorter question is asked: it has every mandatory word, and the plan has it."""
        recording = self.script.recording
        return (
            recording is not None
            and self.known.asking(recording.purpose) is Asking.SHORTER
            and self.script.says(texts.QUESTION_KNOWN)
        )

    def object(self) -> None:
        """End what was granted and ask for nothing more; what was recorded until now stays."""
        self.objected = self.opened = True
        self.may_ask = False
        self.gate.end()
        self.recordings.stop()

    def another_person(self) -> None:
        """Take in that somebody else may speak now: nothing agreed, known or typed before is theirs."""
        self.consents.another_person()
        self.recordings.stop()
        self.number = self.reason = None
        self.known = self.known.of_somebody_else()
        self.reason_unread = self.may_ask = False
        self.clarified = 0
        self._about_nobody_else()

    def may_clarify(self) -> bool:
        """Use up one of the clarifications of this call; False where none is left."""
        if self.clarified >= self.script.timing.repeats:
            return False
        self.clarified += 1
        return True

    def ask(self, recording: RecordingScript, saying: Saying) -> None:
        """Note that the full question for a recording begins to play."""
        self.consents.ask(recording, saying)
        self.opened = False

    def key(self, event: KeyPressed, *, counted: bool = True) -> None:
        """Store that a key was pressed; ``counted``: it did what the caller wanted."""
        head = self.outbox.head()
        self.outbox.store(KeyHeard(head, event.key.value, event.started_at, event.method, counted))

    def consent(
        self,
        recording: RecordingScript,
        state: ConsentState,
        *,
        key: KeyPressed | None = None,
        refused_by: RefusedBy | None = None,
        fact: FactId | None = None,
    ) -> None:
        """Store that the consent to a recording came into a state; the call's outcome depends on it.

        Raises `NeverAskedError` where it was not asked for in this call.
        """
        self.consents.change(recording.purpose, state, key=key, refused_by=refused_by, fact=fact)
        self._states.add(state)
        self._refused_by = refused_by

    def withdraw_sound(self, key: KeyPressed) -> None:
        """Take back by key what the sound of this call rests on, and with it what it was about."""
        self.forget_reason()
        self.key(key)
        self.consents.withdraw_sound(key)
        self._states.add(ConsentState.WITHDRAWN)
        self._refused_by = None

    def of_a_minor(self) -> None:
        """Take in that a child speaks: no yes counts, all sound goes, nothing is asked any more."""
        self.gate.end()
        self.recordings.withdraw()
        for purpose in self.consents.given():
            self.consents.change(purpose, ConsentState.INVALIDATED)
            self._states.add(ConsentState.INVALIDATED)
        self.object()
        self.forget_reason()
        self.about = About.MINOR

    def choose(self, reason: ReasonId, about: About = About.CALLER) -> None:
        """Note, in memory alone, what the caller says it is about; it has yet to be read back."""
        self.reason, self.reason_unread, self.about = reason, True, about

    def choose_for_message(self, reason: ReasonId, about: About = About.CALLER) -> None:
        """Note what the message is about; it is stored with the message, or not at all."""
        self.choose(reason, about)
        self._message_reason, self._message_about = reason, about

    def forget_reason(self) -> None:
        """Forget what was chosen and is not stored yet; a child stays one."""
        self.reason = self._message_reason = None
        self.reason_unread = False
        self._about_nobody_else()

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
        self.outbox.store(MatterConfirmed(head, number, self.reason, self.about))

    def stored(self, fact: FactId) -> None:
        """Note that a fact is durable."""
        if fact == self._note:
            self._note = None

    def give_up_noting(self) -> None:
        """Wait no longer for what was confirmed to become durable; it may yet."""
        self._gave_up = True

    @property
    def settled(self) -> bool:
        """Whether anything came of the call: a message stands, or a matter was confirmed."""
        return self.recordings.kept or self.confirmed

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
            self.outbox.store(
                MatterConfirmed(self.outbox.head(), "", self._message_reason, self._message_about)
            )

    def course(self) -> Course:
        """Return what the outcome depends on."""
        return Course(
            opened=self.opened,
            states=frozenset(self._states),
            refused_by=self._refused_by,
            kept=self.recordings.kept,
            failed=self.recorder_failed,
            minor=self.about is About.MINOR,
        )

    def _about_nobody_else(self) -> None:
        """Forget that the matter is somebody else's; that a child called is never forgotten."""
        self.about = About.MINOR if self.about is About.MINOR else About.CALLER
