"""The newest signed statement over the audit log, for a witness that keeps it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose, Shape, moment
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.queries import checkpoint as newest
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.vocabulary import AuditEvent

router = Router(tags=["log"])


class CheckpointShape(Shape):
    """A checkpoint (C2SP tlog-checkpoint): ``text`` is what is signed and kept, byte by byte."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "size": 1201,
                    "root": "9f2c…",
                    "at": "2026-09-21T13:33:20.000Z",
                    "text": "rufschutz/…\n1201\nn8…=\n\n— rufschutz/… …\n",
                }
            ]
        }
    )

    size: int
    root: str
    at: str
    text: str


@router.get(
    "/audit/checkpoint",
    response=CheckpointShape,
    url_name="checkpoint",
    operation_id="view_checkpoint",
    summary="See the newest checkpoint of the log",
)
def checkpoint(request: HttpRequest, purpose: Purpose) -> CheckpointShape:
    """Return it; 404 before the first. A later one must extend it. Needs `view_audit`."""
    caller = caller_of(request)
    what = caller.purpose(Action.VIEW_AUDIT, purpose)
    access.require(caller.actor, Action.VIEW_AUDIT, what, caller.now)
    found = newest(caller.actor.tenant)
    if found is None:
        raise access.NotFound("the log has no checkpoint yet")
    record_access(caller.actor, AuditEvent.AUDIT_VIEWED, what, "", caller.now)
    return CheckpointShape(size=found.size, root=found.root, at=moment(found.at), text=found.text)
