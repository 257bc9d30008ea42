"""Standing wishes about a number: never to record, no advertising. They only ever protect.

The number comes in the body and is kept as a keyed index; no answer repeats it, and none says
whether anything else is known about it.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Asked, Number, Purpose, Shape
from rufschutz.core.audit import access
from rufschutz.core.consent.actions.preferences import end_by_staff, set_by_staff
from rufschutz.core.purposes.queries import rules
from rufschutz.core.setup import opened
from rufschutz.domain.access.request import Action
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.withdrawal import Method

router = Router(tags=["preferences"])


class PreferenceAsked(Asked):
    """A wish, and about which number."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"number": "+493023125042", "preference": "never_record"}]}
    )

    number: Number
    preference: Preference


class PreferenceShape(Shape):
    """Whether the wish stands now, and whether this request changed that."""

    preference: str
    stands: bool
    changed: bool


@router.put(
    "/preferences",
    response=PreferenceShape,
    url_name="set_preference",
    operation_id="set_preference",
    summary="Enter a wish about a number",
)
def enter(request: HttpRequest, purpose: Purpose, asked: PreferenceAsked) -> PreferenceShape:
    """Enter it; it works from the next call on. Needs `enter_objection`."""
    caller = caller_of(request)
    what = caller.purpose(Action.ENTER_OBJECTION, purpose)
    access.require(caller.actor, Action.ENTER_OBJECTION, what, caller.now)
    kept = rules(caller.actor.tenant)
    changed = set_by_staff(
        caller.actor, asked.preference, asked.number, opened.keys(), kept, caller.now, Method.API
    )
    return PreferenceShape(preference=asked.preference.value, stands=True, changed=changed)


@router.delete(
    "/preferences",
    response=PreferenceShape,
    url_name="end_preference",
    operation_id="end_preference",
    summary="Take a wish back",
)
def end(request: HttpRequest, purpose: Purpose, asked: PreferenceAsked) -> PreferenceShape:
    """End it, at the wish of whoever made it. Needs `enter_objection`."""
    caller = caller_of(request)
    what = caller.purpose(Action.ENTER_OBJECTION, purpose)
    access.require(caller.actor, Action.ENTER_OBJECTION, what, caller.now)
    changed = end_by_staff(caller.actor, asked.preference, asked.number, opened.keys(), caller.now)
    return PreferenceShape(preference=asked.preference.value, stands=False, changed=changed)
