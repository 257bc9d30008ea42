"""What one call is made from: who, which texts, how long to wait.

Voice builds a script from the signed plan when a call comes in; the machine reads
nothing else. A script that would leave a caller without words is refused here,
before the call, never in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.facts import About
from rufschutz.domain.consent.known import Known
from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rufschutz.domain.ids import (
        ArtefactId,
        CallId,
        FactId,
        LineId,
        PlanVersion,
        PlaybackId,
        PurposeId,
        ReasonId,
        TenantId,
        TextId,
    )

Wording: TypeAlias = "tuple[TextId, Language, Speed]"


class ScriptError(DomainError):
    """A script that cannot serve a call."""

    advice = "Publish the plan again; the compiler renders every text in every language."


class Ids(Protocol):
    """Where new ids come from; the machine draws none itself."""

    def fact(self) -> FactId:
        """Return a new fact id."""
        ...

    def artefact(self) -> ArtefactId:
        """Return a new artefact id."""
        ...

    def playback(self) -> PlaybackId:
        """Return a playback number that this call has not used."""
        ...

    def receipt(self) -> str:
        """Return a receipt code: nine digits, random, derived from nothing."""
        ...


@dataclass(frozen=True, slots=True)
class SpokenText:
    """Evidence of a text in one language and speed: SHA-256 (hex) of its words and of its sound."""

    text_sha256: str
    audio_sha256: str


@dataclass(frozen=True, slots=True)
class RecordingScript:
    """What a yes allows. ``promised``: ISO 8601 period the question names.

    ``promised_end``: the last day of that period for a recording made now (``YYYY-MM-DD``).
    ``question`` is the full consent question and the only text a consent may rest on.
    """

    purpose: PurposeId
    promised: str
    promised_end: str
    question: TextId
    standing: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class OfferScript:
    """An optional question, asked once the matter is settled.

    ``promised`` and ``promised_end``: as in `RecordingScript`; '' where no recording rests on it.

    ``standing``: a yes outlives the call and belongs to the caller's number. ``extends``: it is
    another use of what was recorded in this call.
    """

    purpose: PurposeId
    promised: str
    question: TextId
    standing: bool = False
    extends: bool = False
    promised_end: str = ""


MENU_KEYS = (Key.K1, Key.K2, Key.K3, Key.K4, Key.K5, Key.K6)
"""The keys that a menu may give a meaning to; the others never change theirs."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What a call may be about. ``calls_back``: nothing can be done about it without a number.

    ``about``: for whom a matter of this reason is; one of a minor changes what may be done at all.
    """

    id: ReasonId
    calls_back: bool = True
    about: About = About.CALLER


@dataclass(frozen=True, slots=True)
class ReasonMenu:
    """What the keys 1 to 6 mean where a caller is asked what it is about.

    ``message``: the key to leave a message instead, None where the opening has asked for
    that already or nothing may be recorded. Raises `ScriptError` for a key that is none.
    """

    reasons: Mapping[Key, Reason]
    message: Key | None = None

    def __post_init__(self) -> None:
        keys = [*self.reasons, *([self.message] if self.message else [])]
        if not self.reasons or len(set(keys)) < len(keys) or not set(keys) <= set(MENU_KEYS):
            raise ScriptError(f"a menu of reasons cannot have the keys {', '.join(keys) or 'none'}")


@dataclass(frozen=True, slots=True)
class CallTiming:
    """Times of a call in ms; ``message_warning`` is how long before the limit the warning comes.

    ``repeats``: how often a silent or unclear caller is asked once more (R13: once).
    ``hold_limit``: how long the other end may keep the call on hold before it ends.
    """

    answer_window_opens: int
    answer_window: int
    repeats: int
    key_gap: int
    message_limit: int
    message_warning: int
    call_limit: int
    hold_limit: int = 600_000


@dataclass(frozen=True, slots=True)
class CallScript:
    """One call. ``number``: the caller's, E.164, or None where hidden or unknown.

    ``opening`` is the first text; where it equals ``recording.question`` it asks too.
    ``recording`` is None where nothing may be recorded: then nothing is asked.
    ``menu`` is None where callers are not asked what it is about.
    ``known``: what is known of the number; after an objection ``recording`` is None.
    ``today``: the day of the call in the tenant's zone (``YYYY-MM-DD``), '' where nobody said.
    ``offers`` in the order in which they are asked. ``receipt``: a receipt may be offered; its
    second factor is ``today``.
    ``spoken`` holds each text's evidence; every needed text at normal speed in each
    language, slow where the plan has it. Raises `ScriptError` naming what is missing.
    """

    tenant: TenantId
    line: LineId
    call: CallId
    plan: PlanVersion
    language: Language
    number: str | None
    withheld: bool
    opening: TextId
    recording: RecordingScript | None
    timing: CallTiming
    spoken: Mapping[Wording, SpokenText]
    menu: ReasonMenu | None = None
    known: Known = field(default_factory=Known)
    today: str = ""
    offers: tuple[OfferScript, ...] = ()
    receipt: bool = False

    def __post_init__(self) -> None:
        missing = sorted(
            f"{text} ({language})"
            for text in self._needed()
            for language in Language
            if (text, language, Speed.NORMAL) not in self.spoken
        )
        if missing:
            raise ScriptError(f"texts are missing: {', '.join(missing)}")
        if self.withheld and self.number is not None:
            raise ScriptError("a withheld number must not reach the script")
        if self.recording is None and self.menu is not None and self.menu.message is not None:
            raise ScriptError("a message cannot be offered where nothing may be recorded")
        if self.known.never_record and self.recording is not None:
            raise ScriptError("whoever objected to recording is not asked")
        if self.receipt and not self.today:
            raise ScriptError("a receipt cannot be offered without the day that belongs to it")

    def _needed(self) -> frozenset[TextId]:
        needed = texts.ALWAYS | {self.opening}
        if self.menu is not None:
            needed |= texts.WHEN_CHOOSING
        if self.menu is not None and self.menu.message is not None:
            needed |= texts.WHEN_ASKING_LATER
        if self.menu is not None and any(r.about is About.MINOR for r in self.menu.reasons.values()):
            needed |= texts.WHEN_MINORS_SAY_SO
        if self.recording is not None:
            needed |= texts.WHEN_RECORDING | {self.recording.question}
        if self.menu is not None and self.recording is not None:
            needed |= texts.WHEN_CHOOSING_AND_RECORDING
        if self.offers:
            needed |= texts.WHEN_OFFERING | {texts.TOO_EARLY} | {offer.question for offer in self.offers}
        if self.receipt:
            needed |= texts.WHEN_ISSUING
        return needed

    def says(self, text: TextId) -> bool:
        """Say whether the plan has this text, in every language."""
        return all((text, language, Speed.NORMAL) in self.spoken for language in Language)

    def says_all(self, names: Iterable[TextId]) -> bool:
        """Say whether the plan has all of these texts."""
        return all(self.says(name) for name in names)

    def speed(self, text: TextId, language: Language, wanted: Speed) -> Speed:
        """Return the wanted speed where the plan has the text so, else the normal one."""
        return wanted if (text, language, wanted) in self.spoken else Speed.NORMAL
