"""The deletion concept, as an auditor's program reads it: every kind of data, its class, its place."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.reading import reader_of_rules
from rufschutz.api.shapes import Purpose, Shape, moment, moment_or_none
from rufschutz.core.audit.actions import record_access
from rufschutz.core.retention.concept import concept, told
from rufschutz.core.retention.stops import WishCard, wishes
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Millis

router = Router(tags=["rules"])


class ConceptRowShape(Shape):
    """A kind of data. ``start``: E (collected), V (process ended), B (relationship ended); ISO 8601 periods.

    ``latest`` is '' where a review, every ``review``, stands for it. ``keeping``: shelf (the hourly run
    deletes it), elsewhere (a keeper of its own, named in ``where``), or not_stored by this version.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "recording_matter",
                    "name": "recording of your message",
                    "deletion_class": "E-P7D",
                    "start": "E",
                    "event": "recorded",
                    "period": "P7D",
                    "latest": "P7D",
                    "review": "",
                    "why": "As long as callers are told on the phone.",
                    "basis": "6(1)(a), 9(2)(a): as announced",
                    "purposes": ["record_matter"],
                    "keeping": "shelf",
                    "where": "recordings_recording",
                    "responsible": "owner",
                }
            ]
        }
    )

    kind: str
    name: str
    deletion_class: str
    start: str
    event: str
    period: str
    latest: str
    review: str
    why: str
    basis: str
    purposes: list[str]
    keeping: str
    where: str
    responsible: str


class ConceptShape(Shape):
    """Every kind of data under the version of the policy in force, since ``since`` (ms UTC)."""

    version: str
    number: int
    since: int
    kinds: list[ConceptRowShape]


@router.get(
    "/deletion-concept",
    response=ConceptShape,
    url_name="deletion_concept",
    operation_id="view_deletion_concept",
    summary="See the deletion concept",
)
def deletion_concept(request: HttpRequest, purpose: Purpose) -> ConceptShape:
    """Return the deletion concept (DIN 66398). It names no person. Needs `view_policy`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_POLICY, purpose)
    found = concept(caller.actor, caller.now, what)
    record_access(caller.actor, AuditEvent.POLICY_VIEWED, what, found.version, caller.now)
    kinds = [ConceptRowShape(**asdict(row)) for row in told(found, Language.EN)]
    return ConceptShape(version=found.version, number=found.number, since=found.since, kinds=kinds)


class StopRequestShape(Shape):
    """The officer's request to stop deletion runs. ``answer`` None: open, due by ``answer_by``.

    ``late``: nobody answered in time, or the answer came later.
    """

    id: str
    reason: str
    days: int
    asked_at: str
    answer_by: str
    answer: str | None
    answered_at: str | None
    words: str
    late: bool


class StopRequestsShape(Shape):
    """Requests, newest first."""

    stop_requests: list[StopRequestShape]


@router.get(
    "/stop-requests",
    response=StopRequestsShape,
    url_name="stop_requests",
    operation_id="view_stop_requests",
    summary="See what the officer asked to stop",
)
def stop_requests(request: HttpRequest, purpose: Purpose) -> StopRequestsShape:
    """Return the officer's last requests and their answers. Needs `view_policy` for the purpose security.

    People ask and answer: on the page Loeschkonzept, or rufschutz retention ask-stop and answer-stop.
    """
    caller = reader_of_rules(request, purpose)
    found = wishes(caller.actor, caller.now)
    return StopRequestsShape(stop_requests=[_stop_request(card, caller.now) for card in found])


def _stop_request(card: WishCard, now: Millis) -> StopRequestShape:
    wish = card.wish
    return StopRequestShape(
        id=card.id,
        reason=wish.reason,
        days=wish.days,
        asked_at=moment(wish.at),
        answer_by=moment(wish.answer_by),
        answer=None if wish.answer is None else wish.answer.value,
        answered_at=moment_or_none(wish.answered_at),
        words=wish.words,
        late=wish.late(now) or wish.answered_late(),
    )
