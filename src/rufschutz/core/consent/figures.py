"""What the consent dialogue costs callers, as counts: never of a person, never of fewer than ten.

Read from the timelines of calls, over days in which every call still has one: those without a
matter go first. Per purpose and per text version (the first digits of the words' hash).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Exists, OuterRef, Q

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call, EntryKind, TimelineEntry
from rufschutz.core.matters.models import Matter
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import FIGURES
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.outcome import Outcome
from rufschutz.domain.consent.quotas import (
    Answers,
    Equality,
    Service,
    Shares,
    Spread,
    equality,
    shares,
    spread,
)
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis

WINDOW: Final = 7 * DAY
"""Calls without a matter are kept for a week in a practice: an older week would count too few of them."""

BATCH: Final = 5_000
_ANSWERED = frozenset({ConsentState.GIVEN.value, ConsentState.REFUSED.value})
_YES = (Outcome.YES_AND_RECORDED.value, Outcome.YES_THEN_STAR.value, Outcome.YES_NOTHING_SAID.value)
_NO = (Outcome.REFUSED.value, Outcome.SILENCE_OR_UNCLEAR.value)
_HOW = {
    RefusedBy.KEY: "no",
    RefusedBy.STAR: "no",
    RefusedBy.HUMAN_WANTED: "no",
    RefusedBy.SILENCE: "silence",
    RefusedBy.UNCLEAR: "unclear",
    RefusedBy.REMOTE_CHANGED: "unclear",
    RefusedBy.HUNG_UP: "hung_up",
}


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question in one version; ``shares`` None: asked fewer than ten times."""

    purpose: PurposeId
    text: TextId
    version: str
    shares: Shares | None
    seconds: Spread | None


@dataclass(frozen=True, slots=True)
class Figures:
    """A week of calls. ``seconds``: from the pick-up to the end of the first question (ms).

    ``left_in_notice``: in 1/1000 of all calls, those that ended before anything was asked.
    """

    calls: int
    left_in_notice: int | None
    seconds: Spread | None
    questions: tuple[QuestionFigures, ...]
    service: Equality | None


@dataclass(frozen=True, slots=True)
class _Answers:
    """By question (purpose, text, version): how it was answered, how long it took; by call: the first."""

    counts: dict[tuple[str, str, str], Counter[str]]
    lengths: dict[tuple[str, str, str], list[int]]
    first: dict[str, int]


def figures(actor: Actor, now: Millis, since: Millis | None = None) -> Figures:
    """Return the figures of the calls since a moment, a week ago at the earliest; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_FIGURES, FIGURES, now)
    start = max(now - WINDOW, 0 if since is None else since)
    with tenant_scope(actor.tenant):
        outcomes = dict(
            Call.objects.filter(started_at__gte=start, ended_at__isnull=False)
            .order_by()
            .values_list("outcome")
            .annotate(count=Count("id"))
        )
        calls = sum(outcomes.values())
        left = Answers(calls - (gone := outcomes.get(Outcome.HUNG_UP_IN_NOTICE.value, 0)), 0, 0, 0, gone)
        counted = shares(left)
        found = _answers(start)
        return Figures(
            calls=calls,
            left_in_notice=None if counted is None else counted.hung_up,
            seconds=spread(list(found.first.values())),
            questions=tuple(_question(question, found) for question in sorted(found.counts)),
            service=equality(_service(start)),
        )


def _answers(start: int) -> _Answers:
    """Read every answer of the window once, in the order in which they were given."""
    found = _Answers({}, {}, {})
    rows = TimelineEntry.objects.filter(kind=EntryKind.CONSENT, at__gte=start)
    for call, detail in rows.order_by("at", "position").values_list("call", "detail").iterator(BATCH):
        if detail["state"] not in _ANSWERED:
            continue
        question = (detail["purpose"], detail.get("text", ""), detail.get("version", ""))
        by = RefusedBy(detail["refused_by"] or RefusedBy.UNCLEAR)
        how = "yes" if detail["state"] == ConsentState.GIVEN else _HOW[by]
        found.counts.setdefault(question, Counter())[how] += 1
        if (after := detail.get("asked_after")) is not None:
            found.lengths.setdefault(question, []).append(after)
            found.first.setdefault(call, after)
    return found


def _question(question: tuple[str, str, str], found: _Answers) -> QuestionFigures:
    purpose, text, version = question
    of = found.counts[question]
    answers = Answers(of["yes"], of["no"], of["silence"], of["unclear"], of["hung_up"])
    took = spread(found.lengths.get(question, []))
    return QuestionFigures(PurposeId(purpose), TextId(text), version, shares(answers), took)


def _service(start: int) -> Service:
    asked = Call.objects.filter(started_at__gte=start, ended_at__isnull=False)
    done = Exists(Matter.objects.filter(call=OuterRef("id"))) | Q(outcome=Outcome.YES_AND_RECORDED.value)
    return Service(
        after_yes=asked.filter(outcome__in=_YES).count(),
        done_after_yes=asked.filter(done, outcome__in=_YES).count(),
        after_no=asked.filter(outcome__in=_NO).count(),
        done_after_no=asked.filter(done, outcome__in=_NO).count(),
    )
