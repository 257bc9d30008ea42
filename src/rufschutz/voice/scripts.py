"""From the signed plan to the script of one call.

A plan past its ``not_after`` still answers the phone, but records nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.script import (
    CallScript,
    CallTiming,
    OfferScript,
    Reason,
    ReasonMenu,
    RecordingScript,
    SpokenText,
    Wording,
)
from rufschutz.domain.consent.known import Known
from rufschutz.domain.moments import Period, day_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.plan import CallPlan, PlanMenu, PlanText, Recording

MOST_PLANS: Final = 64
"""Plans of which the wordings are held; a new plan of a line replaces none of them by itself."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, as far as the signalling says: an E.164 number, or None; ``withheld`` by wish."""

    number: str | None
    withheld: bool


def script_for(
    plan: CallPlan,
    call: CallId,
    caller: Caller,
    now: Millis,
    *,
    objects: bool = False,
    known: Known = Known(),  # noqa: B008 - an immutable value
) -> CallScript:
    """Return the script of a call that comes in now; raise `ScriptError` where the plan lacks a text.

    ``objects``: the caller's equipment asked not to be recorded (RFC 7866); then no consent is asked
    for, and neither under a plan past its ``not_after``, nor a recording where it is ``known`` that
    recording is objected to. A receipt asks for nothing.
    """
    silent = objects or known.never_record
    offered = plan.recording if now < plan.not_after and not silent else None
    recording = None if offered is None else _recording(plan, offered, now)
    return CallScript(
        tenant=plan.tenant,
        line=plan.line,
        call=call,
        plan=plan.version,
        language=Language(plan.language),
        number=None if caller.withheld else caller.number,
        withheld=caller.withheld,
        opening=texts.OPENING_NEVER if recording is None else plan.opening or recording.question,
        recording=recording,
        timing=_timing(plan),
        spoken=_spoken(plan.texts),
        menu=None if plan.menu is None else _menu(plan.menu, message=recording is not None),
        known=known,
        today=day_of(now, ZoneInfo(plan.zone)).isoformat(),
        offers=() if now >= plan.not_after or objects else _offers(plan, now),
        receipt=plan.receipt,
    )


def questions_of(plan: CallPlan) -> tuple[str, ...]:
    """Return the hashes (SHA-256, hex) of the words of the full question, in each language, sorted."""
    text = None if plan.recording is None else plan.texts.get(plan.recording.question)
    return () if text is None else tuple(sorted({said.text_sha256 for said in text.utterances.values()}))


def _menu(menu: PlanMenu, *, message: bool) -> ReasonMenu:
    return ReasonMenu(
        {Key(row.key): Reason(row.reason, row.calls_back, row.about) for row in menu.reasons},
        Key(menu.message) if message and menu.message is not None else None,
    )


def _recording(plan: CallPlan, offered: Recording, now: Millis) -> RecordingScript:
    return RecordingScript(
        purpose=offered.purpose,
        promised=offered.promised,
        promised_end=_last_day(plan, offered.promised, now),
        question=offered.question,
    )


def _offers(plan: CallPlan, now: Millis) -> tuple[OfferScript, ...]:
    return tuple(
        OfferScript(
            purpose=offer.purpose,
            promised=offer.promised,
            question=offer.question,
            standing=offer.standing,
            extends=offer.extends,
            promised_end=_last_day(plan, offer.promised, now) if offer.extends else "",
        )
        for offer in plan.offers
    )


def _last_day(plan: CallPlan, promised: str, now: Millis) -> str:
    return Period.parse(promised).added_to(day_of(now, ZoneInfo(plan.zone))).isoformat()


def _timing(plan: CallPlan) -> CallTiming:
    timing = plan.timing
    return CallTiming(
        answer_window_opens=timing.answer_window_opens,
        answer_window=timing.answer_window,
        repeats=timing.repeats,
        key_gap=timing.key_gap,
        message_limit=timing.message_limit,
        message_warning=timing.message_warning,
        call_limit=timing.call_limit,
        hold_limit=timing.hold_limit,
    )


def _spoken(texts: Mapping[str, PlanText]) -> Mapping[Wording, SpokenText]:
    """Return what each text says, made once for each plan: it is a fifth of a call's set-up."""
    made = _MADE.get(id(texts))
    if made is None or made.texts is not texts:
        if len(_MADE) >= MOST_PLANS:
            _MADE.clear()
        made = _MADE[id(texts)] = _Made(texts, MappingProxyType(_spoken_anew(texts)))
    return made.spoken


def _spoken_anew(texts: Mapping[str, PlanText]) -> dict[Wording, SpokenText]:
    return {
        (text.text, Language(language), Speed(speed)): SpokenText(said.text_sha256, said.audio_sha256)
        for text in texts.values()
        for key, said in text.utterances.items()
        for language, _, speed in [key.partition(".")]
    }


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of a plan's texts; while they are held here, no other object has their id."""

    texts: Mapping[str, PlanText]
    spoken: Mapping[Wording, SpokenText]


_MADE: Final[dict[int, _Made]] = {}
