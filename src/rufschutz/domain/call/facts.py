"""What may be remembered of a call: the only things that leave voice.

A fact is immutable, named by an id, and safe to apply twice. Facts name no one
but for the caller's number where a rule lets it be kept (`domain.call.outcome`).
"""
# ruff: noqa: TC001 - facts are read back by their type hints, at run time

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import EndedBy, KeyMethod
from rufschutz.domain.call.quality import Quality
from rufschutz.domain.ids import (
    ArtefactId,
    CallId,
    FactId,
    LineId,
    PlanVersion,
    PurposeId,
    ReasonId,
    TenantId,
    TextId,
)
from rufschutz.domain.moments import Millis


class ConsentState(StrEnum):
    """The states of a consent (ISO/IEC TS 27560)."""

    REQUESTED = "requested"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"


class RefusedBy(StrEnum):
    """How a no came about."""

    KEY = "key"
    STAR = "star"
    SILENCE = "silence"
    UNCLEAR = "unclear"
    HUMAN_WANTED = "human_wanted"
    HUNG_UP = "hung_up"
    REMOTE_CHANGED = "remote_changed"


class Preference(StrEnum):
    """A standing wish about a number, kept as its keyed index alone: it only ever protects (Art. 21 GDPR)."""

    NEVER_RECORD = "never_record"
    NO_ADVERTISING = "no_advertising"


class About(StrEnum):
    """For whom a matter is: the caller, somebody else, or a caller who is a minor or was taken for one."""

    CALLER = "caller"
    SOMEBODY_ELSE = "somebody_else"
    MINOR = "minor"


class DestroyedBecause(StrEnum):
    """Why a recording was destroyed before it was stored."""

    WITHDRAWN = "withdrawn"
    NOTHING_SAID = "nothing_said"
    RECORDER_FAILED = "recorder_failed"


@dataclass(frozen=True, slots=True)
class Head:
    """What every fact says first."""

    fact: FactId
    tenant: TenantId
    line: LineId
    call: CallId
    at: Millis


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call was answered. ``withheld``: the caller hid the number."""

    head: Head
    plan: PlanVersion
    withheld: bool


@dataclass(frozen=True, slots=True)
class TextPlayed:
    """A text was played: which words (hash of text and of sound), how long, whether to the end.

    ``alive``: the caller's side was there while it ended (`PlaybackEnded`). ``length`` in ms.
    """

    head: Head
    text: TextId
    language: Language
    text_sha256: str
    audio_sha256: str
    length: int
    completed: bool
    alive: bool


@dataclass(frozen=True, slots=True)
class KeyHeard:
    """A key was pressed where it means something other than a digit of a number or a reason.

    Both live in memory until they are read back; a key beside its menu would tell the reason.
    ``started_at`` is None where nobody told when it went down.
    """

    head: Head
    key: str
    started_at: Millis | None
    method: KeyMethod
    counted: bool


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A consent came into a state (append-only; the current state is a projection).

    ``text_sha256`` and ``audio_sha256`` name the exact question; ``question_ended_at``
    and ``key_started_at`` show that the answer came after it; where nobody told when the
    key went down, the moment in the head shows that it was told late enough
    (`domain.consent.gate.went_down`). ``promised`` is the
    longest period the question named (ISO 8601). ``number`` is the caller's, E.164, for a
    standing consent alone, which means nothing without it.
    """

    head: Head
    purpose: PurposeId
    state: ConsentState
    text: TextId | None
    language: Language | None
    text_sha256: str | None
    audio_sha256: str | None
    question_ended_at: Millis | None
    key_started_at: Millis | None
    method: KeyMethod | None
    refused_by: RefusedBy | None
    promised: str | None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class PreferenceSet:
    """A caller asked for a standing wish about the number they call from (E.164), and confirmed it by key."""

    head: Head
    preference: Preference
    number: str


@dataclass(frozen=True, slots=True)
class ReceiptIssued:
    """A receipt code was read out: nine digits, random, never derived from number or time."""

    head: Head
    code: str


@dataclass(frozen=True, slots=True)
class WithdrawalTyped:
    """A caller typed the receipt code of an earlier call to take back what was consented to in it.

    ``code``: nine digits; ``day``: that of the call (``YYYY-MM-DD``), the second factor. Whether they
    belong to anything is decided where codes are known, and never told in the call.
    """

    head: Head
    code: str
    day: str


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """A journal was opened under a consent. ``number`` is the caller's, E.164, or None."""

    head: Head
    artefact: ArtefactId
    purpose: PurposeId
    consent: FactId
    number: str | None


@dataclass(frozen=True, slots=True)
class RecordingPaused:
    """Capture stopped for a while: a marked gap."""

    head: Head
    artefact: ArtefactId
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingResumed:
    """Capture went on after a gap."""

    head: Head
    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class RecordingKept:
    """The journal is closed and may be archived. ``length`` and ``voiced`` in ms."""

    head: Head
    artefact: ArtefactId
    length: int
    voiced: int


@dataclass(frozen=True, slots=True)
class RecordingGone:
    """Key and journal were destroyed by voice before anything was stored."""

    head: Head
    artefact: ArtefactId
    because: DestroyedBecause


@dataclass(frozen=True, slots=True)
class MatterConfirmed:
    """What the caller confirmed after it was read back, or said of a message that is kept.

    ``callback_number``: digits, maybe +; '' where nobody is to call back. ``reason``: what it
    is about, chosen by key; None where nothing was chosen. ``about``: for whom it is; to a minor
    no automatic message goes, ever: a person calls.
    """

    head: Head
    callback_number: str
    reason: ReasonId | None = None
    about: About = About.CALLER


@dataclass(frozen=True, slots=True)
class QualityMeasured:
    """How the caller's sound arrived; told once, before the end of the call."""

    head: Head
    quality: Quality


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over; ``outcome`` is a row of ``stored_after``."""

    head: Head
    by: EndedBy
    outcome: str


Fact = (
    CallStarted
    | TextPlayed
    | KeyHeard
    | ConsentChanged
    | PreferenceSet
    | ReceiptIssued
    | WithdrawalTyped
    | RecordingStarted
    | RecordingPaused
    | RecordingResumed
    | RecordingKept
    | RecordingGone
    | MatterConfirmed
    | QualityMeasured
    | CallEnded
)
