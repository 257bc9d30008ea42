"""How a call came out, and what may exist of it afterwards.

The rows are those of ``stored_after`` in the shipped dialog policy; whatever a row
does not name must not exist. A call in which the person changed has one outcome,
the weightiest, and what each answer allows is judged by that answer alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.ids import KindId


class Outcome(StrEnum):
    """A row of ``stored_after``; the last two are calls whose recorder failed or never asked.

    In a child's call nothing that was agreed to counts, and nothing was recorded.
    """

    YES_AND_RECORDED = "yes_and_recorded"
    YES_THEN_STAR = "yes_then_star"
    YES_NOTHING_SAID = "yes_nothing_said"
    REFUSED = "refused"
    SILENCE_OR_UNCLEAR = "silence_or_unclear"
    HUNG_UP_IN_NOTICE = "hung_up_in_notice"
    MINOR = "minor_or_third_voice"
    RECORDING_FAILED = "recording_failed"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a call, as far as its outcome depends on it.

    ``states``: every consent state reached; ``refused_by`` is set if the last one was a
    no. ``opened``: the opening was played and nothing was asked in it or after it. ``minor``:
    the caller said to be a child.
    """

    opened: bool
    states: frozenset[ConsentState]
    refused_by: RefusedBy | None
    kept: bool
    failed: bool
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Besides:
    """What optional questions and a receipt added, which changes nothing else of the outcome.

    ``uses``: the data kinds of what was agreed to about the recording. ``standing``: a standing
    consent was given. ``refused``: an optional question was answered with no. ``receipt``: a code
    was issued.
    """

    uses: frozenset[KindId] = frozenset()
    standing: bool = False
    refused: bool = False
    receipt: bool = False

    def kinds(self) -> frozenset[KindId]:
        """Return the data kinds that may exist because of it (``stored_besides``)."""
        found = set(self.uses) | ({_GIVEN} if self.uses else set())
        found |= {_STANDING} if self.standing else set()
        found |= {_REFUSED} if self.refused else set()
        return frozenset(found | ({_RECEIPT} if self.receipt else set()))


_METADATA = KindId("call_metadata")
_BARE = KindId("call_metadata_bare")
_MATTER = frozenset({KindId("matter"), KindId("callback_number")})
_GIVEN = KindId("consent_given")
_UNUSED = KindId("consent_unused")
_REFUSED = KindId("consent_refused")
_STANDING = KindId("consent_standing")
_RECEIPT = KindId("receipt_code")

_KINDS: dict[Outcome, frozenset[KindId]] = {
    Outcome.YES_AND_RECORDED: frozenset({_GIVEN, KindId("recording_matter"), _METADATA}),
    Outcome.YES_THEN_STAR: frozenset({KindId("consent_withdrawn"), _BARE}),
    Outcome.YES_NOTHING_SAID: frozenset({_UNUSED, _BARE}),
    Outcome.REFUSED: frozenset({_REFUSED, _BARE}),
    Outcome.SILENCE_OR_UNCLEAR: frozenset({_REFUSED, _BARE}),
    Outcome.HUNG_UP_IN_NOTICE: frozenset({_BARE}),
    Outcome.MINOR: frozenset({_REFUSED, _BARE}),
    Outcome.RECORDING_FAILED: frozenset({_UNUSED, _BARE}),
    Outcome.NOT_ASKED: frozenset({_BARE}),
}


def outcome_of(course: Course) -> Outcome:
    """Return the row of ``stored_after`` that a finished call belongs to."""
    if course.kept:
        return Outcome.YES_AND_RECORDED
    if course.minor or ConsentState.INVALIDATED in course.states:
        return Outcome.MINOR
    if ConsentState.WITHDRAWN in course.states:
        return Outcome.YES_THEN_STAR
    if course.failed:
        return Outcome.RECORDING_FAILED
    if ConsentState.GIVEN in course.states and course.refused_by is None:
        return Outcome.YES_NOTHING_SAID
    return _without_yes(course)


def _without_yes(course: Course) -> Outcome:
    match course.refused_by:
        case None:
            return Outcome.NOT_ASKED if course.opened else Outcome.HUNG_UP_IN_NOTICE
        case RefusedBy.SILENCE | RefusedBy.UNCLEAR:
            return Outcome.SILENCE_OR_UNCLEAR
        case _:
            return Outcome.REFUSED


def kinds_allowed(
    outcome: Outcome, *, matter_confirmed: bool, besides: Besides | None = None
) -> frozenset[KindId]:
    """Return the data kinds that may exist after a call; all others are a defect.

    Whatever left neither matter nor recording leaves bare call data alone (ADR 0023). A confirmed matter
    lifts them to call data: somebody has to call back.
    """
    kinds = _KINDS[outcome] | (besides.kinds() if besides is not None else frozenset())
    return (kinds - {_BARE}) | {_METADATA} | _MATTER if matter_confirmed else kinds


def keeps_number(outcome: Outcome, *, matter_confirmed: bool) -> bool:
    """Return whether the call may keep its number: for a kept recording or a confirmed matter only.

    A standing consent and a standing wish keep their own, each under its own rule.
    """
    return matter_confirmed or outcome is Outcome.YES_AND_RECORDED
