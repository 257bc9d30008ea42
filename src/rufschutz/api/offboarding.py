"""How far a controller's leaving is: states, moments and counts. Keys read; leaving takes two people."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape, moment, moment_or_none
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.offboarding.queries import offboarding_of
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent

router = Router(tags=["offboarding"])


class OffboardingShape(Shape):
    """An offboarding. ``state``: begun, exported, returned, destroyed or deleted; at its end no key is left.

    ``packing``: the package is being written. ``goes_on_at``: when it goes on without a receipt.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "state": "exported",
                    "packing": False,
                    "begun_at": "2026-09-21T13:33:20.000Z",
                    "exported_at": "2026-09-21T13:40:00.000Z",
                    "handed_at": None,
                    "returned_at": None,
                    "goes_on_at": None,
                }
            ]
        }
    )

    state: str
    packing: bool
    begun_at: str
    exported_at: str | None
    handed_at: str | None
    returned_at: str | None
    goes_on_at: str | None


@router.get(
    "/offboarding",
    response=OffboardingShape,
    url_name="offboarding",
    operation_id="view_offboarding",
    summary="See how far an offboarding is",
)
def offboarding(request: HttpRequest, purpose: Purpose) -> OffboardingShape:
    """Return it; 404 where none was begun. Needs `view_audit`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    access.require(caller.actor, Action.VIEW_AUDIT, what, caller.now)
    found = offboarding_of(caller.actor.tenant)
    if found is None:
        raise access.NotFound("no offboarding was begun")
    record_access(caller.actor, AuditEvent.AUDIT_VIEWED, what, "", caller.now)
    return OffboardingShape(
        state=found.state.value,
        packing=found.packing,
        begun_at=moment(found.begun_at),
        exported_at=moment_or_none(found.exported_at),
        handed_at=moment_or_none(found.handed_at),
        returned_at=moment_or_none(found.returned_at),
        goes_on_at=moment_or_none(found.goes_on_at),
    )
