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
    """A row of ``stored_after``; the last two are calls whose recorder failed or never asked."""

    YES_AND_RECORDED = "yes_and_recorded"
    YES_THEN_STAR = "yes_then_star"
    YES_NOTHING_SAID = "yes_nothing_said"
    REFUSED = "refused"
    SILENCE_OR_UNCLEAR = "silence_or_unclear"
    HUNG_UP_IN_NOTICE = "hung_up_in_notice"
    RECORDING_FAILED = "recording_failed"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a call, as far as its outcome depends on it.

    ``states``: every consent state reached; ``refused_by`` is set if the last one was a
    no. ``opened``: the opening was played and nothing was asked in it or after it.
    """

    opened: bool
    states: frozenset[ConsentState]
    refused_by: RefusedBy | None
    kept: bool
    failed: bool


_METADATA = KindId("call_metadata")
_BARE = KindId("call_metadata_bare")
_MATTER = frozenset({KindId("matter"), KindId("callback_number")})
_GIVEN = KindId("consent_given")
_UNUSED = KindId("consent_unused")
_REFUSED = KindId("consent_refused")

_KINDS: dict[Outcome, frozenset[KindId]] = {
    Outcome.YES_AND_RECORDED: frozenset({_GIVEN, KindId("recording_matter"), _METADATA}),
    Outcome.YES_THEN_STAR: frozenset({KindId("consent_withdrawn"), _METADATA}),
    Outcome.YES_NOTHING_SAID: frozenset({_UNUSED, _BARE}),
    Outcome.REFUSED: frozenset({_REFUSED, _METADATA}),
    Outcome.SILENCE_OR_UNCLEAR: frozenset({_REFUSED, _METADATA}),
    Outcome.HUNG_UP_IN_NOTICE: frozenset({_BARE}),
    Outcome.RECORDING_FAILED: frozenset({_UNUSED, _METADATA}),
    Outcome.NOT_ASKED: frozenset({_BARE}),
}


def outcome_of(course: Course) -> Outcome:
    """Return the row of ``stored_after`` that a finished call belongs to."""
    if course.kept:
        return Outcome.YES_AND_RECORDED
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


def kinds_allowed(outcome: Outcome, *, matter_confirmed: bool) -> frozenset[KindId]:
    """Return the data kinds that may exist after a call; all others are a defect.

    A confirmed matter lifts bare call data to call data: somebody has to call back.
    """
    kinds = _KINDS[outcome]
    return (kinds - {_BARE}) | {_METADATA} | _MATTER if matter_confirmed else kinds


def keeps_number(outcome: Outcome, *, matter_confirmed: bool) -> bool:
    """Return whether the caller's number may stay: for a kept recording or a confirmed matter only."""
    return matter_confirmed or outcome is Outcome.YES_AND_RECORDED
