"""The consent gate: decides whether a person's voice may be processed, and nothing else may.

A grant is minted only when, in this call and by this speaker, (1) a full question
for the purpose was played to its last packet while the caller's side was there
(sound within the last second, or a report since the question began),
(2) no other question was open, (3) key 1 went down no earlier than the answer window
opens, and (4) the consent is durable. Everything else, silence included, is a no.

One question is open at a time, and a yes to it is a yes to its purpose alone: each
purpose has its own grant, and ending one leaves the others alive. Withdrawal, another
person at the other end, the end of the recording and the end of the call kill them. A
standing consent, given for later calls, never makes a grant: a number is a line, and the
next caller on it another voice. No administrator and no setting overrides this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.consent.grant import _MINT, Grant, Life
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from rufschutz.domain.ids import CallId, FactId, PlaybackId, PurposeId, TenantId
    from rufschutz.domain.moments import Millis


LONGEST_PRESS = 1_500
"""A key of which nobody told when it went down may have been down for so long (ms), and counts only then."""


def went_down(started_at: Millis | None, told_at: Millis) -> int:
    """Return the moment before which a key cannot have gone down that was told of at ``told_at``."""
    return told_at - LONGEST_PRESS if started_at is None else started_at


class ConsentDenied(DomainError):  # noqa: N818 - an answer, not a fault
    """A yes that does not count."""

    advice = "Ask the whole question again and wait for its end."


class QuestionNotHeard(ConsentDenied):
    """No full question was heard to its end by this speaker, or one is still being asked."""


class AnswerTooEarly(ConsentDenied):
    """The key went down before the answer window opened."""


class GateClosed(ConsentDenied):
    """The call is over, or a consent for this purpose stands already or is being stored."""


@dataclass(frozen=True, slots=True)
class HeardQuestion:
    """A full question that was heard: for what, which playback, when it ended."""

    purpose: PurposeId
    playback: PlaybackId
    ended_at: Millis
    standing: bool = False


@dataclass(frozen=True, slots=True)
class _Asking:
    """What plays: a full question, or with no purpose a reminder of the one that was heard."""

    playback: PlaybackId
    purpose: PurposeId | None = None
    standing: bool = False


class ConsentGate:
    """The gate of one call. ``answer_window_opens``: ms after the question's end."""

    def __init__(self, tenant: TenantId, call: CallId, answer_window_opens: int) -> None:
        self._tenant = tenant
        self._call = call
        self._opens = answer_window_opens
        self._asking: _Asking | None = None
        self._heard: HeardQuestion | None = None
        self._last_end: int = 0
        self._waiting: dict[FactId, HeardQuestion] = {}
        self._lives: dict[PurposeId, Life] = {}
        self._closed = False

    @property
    def heard(self) -> HeardQuestion | None:
        """The full question this speaker has heard to its end and not yet answered."""
        return self._heard

    def ask(self, purpose: PurposeId, playback: PlaybackId, *, standing: bool = False) -> None:
        """Note that a full question begins to play; what was heard before no longer counts.

        ``standing``: a yes is for later calls and makes no grant in this one. Raises `GateClosed`
        after the call, and while a consent for this purpose stands or is being stored.
        """
        if self._closed or purpose in self._lives or self._stores(purpose):
            raise GateClosed("this cannot be asked now")
        self._heard = None
        self._asking = _Asking(playback, purpose, standing)

    def remind(self, playback: PlaybackId) -> None:
        """Note that a shorter reminder of the heard question begins; no answer counts before its end.

        Raises `QuestionNotHeard` where there is nothing to remind of.
        """
        if self._heard is None:
            raise QuestionNotHeard("a reminder cannot stand for the question")
        self._asking = _Asking(playback)

    def played(self, playback: PlaybackId, at: Millis, *, completed: bool, alive: bool) -> None:
        """Note the end of a playback. A question is heard if it was complete and the caller there.

        A reminder the caller was not there for takes the question with it.
        """
        asking = self._asking
        if asking is None or asking.playback != playback:
            return
        self._asking = None
        self._last_end = at
        if not (completed and alive):
            self._heard = None
        elif asking.purpose is not None:
            self._heard = HeardQuestion(asking.purpose, playback, at, asking.standing)

    def yes(
        self, started_at: Millis | None, consent: FactId, *, told_at: Millis | None = None
    ) -> HeardQuestion:
        """Take key 1 as a yes that ``consent`` will record; return the question it answers.

        ``started_at`` is when the key went down; None where only ``told_at`` is known, when we
        were told of it. Raises `QuestionNotHeard` or
        `AnswerTooEarly`; the caller of the gate must then not store a consent.
        """
        heard = self._heard
        if heard is None or self._asking is not None:
            raise QuestionNotHeard("no question was heard to its end")
        began = started_at if told_at is None else went_down(started_at, told_at)
        if began is None or began < self._last_end + self._opens:
            raise AnswerTooEarly("the key went down before the answer window opened")
        self._heard = None
        self._waiting[consent] = heard
        return heard

    def stored(self, fact: FactId) -> Grant | None:
        """Return the grant if ``fact`` is a consent being waited for; None for a standing or any other."""
        agreed = self._waiting.pop(fact, None)
        if agreed is None or agreed.standing:
            return None
        life = self._lives[agreed.purpose] = Life()
        return Grant(self._tenant, self._call, agreed.purpose, fact, life, _MINT)

    def end(self, purpose: PurposeId | None = None) -> None:
        """Kill the grant of a purpose, forget its question and waiting consent; None: of every purpose.

        It was withdrawn, answered with no, or is used up. Other purposes are left as they are.
        """
        for name in [*self._lives] if purpose is None else [purpose]:
            if (life := self._lives.pop(name, None)) is not None:
                life.end()
        self._waiting = {
            fact: heard for fact, heard in self._waiting.items() if purpose not in {None, heard.purpose}
        }
        if self._heard is not None and purpose in {None, self._heard.purpose}:
            self._heard = self._asking = None
        if self._asking is not None and purpose in {None, self._asking.purpose}:
            self._asking = None

    def close(self) -> None:
        """End everything and mint no more: the call is over."""
        self.end()
        self._closed = True

    def _stores(self, purpose: PurposeId) -> bool:
        return any(heard.purpose == purpose for heard in self._waiting.values())
