"""The deletion concept, as an auditor's program reads it: every kind of data, its class, its place."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape
from rufschutz.core.audit.actions import record_access
from rufschutz.core.retention.concept import concept, told
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.commands import Language

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
