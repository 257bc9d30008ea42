"""The ledger on its way out: streamed piece by piece, whatever its length.

Everything that can be refused is refused before the first byte. The record writes into the log
that it left, how many records went out, and with which end of their chain, also where the
other side hung up.
"""

from __future__ import annotations

from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Query

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose
from rufschutz.core.audit import access
from rufschutz.core.audit.queries import checkpoint
from rufschutz.core.consent.export import Form
from rufschutz.core.consent.export import export as leave
from rufschutz.core.pieces import PiecewiseResponse, gathered
from rufschutz.domain.access.request import Action
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import to_datetime

router = Router(tags=["consents"])

TYPES: Final = {Form.JSONLD: "application/ld+json", Form.CSV: "text/csv; charset=utf-8"}
_TOLD: Final = {
    200: {
        "description": "The ledger; size and root of the log's newest checkpoint stand in headers.",
        "headers": {
            "Rufschutz-Checkpoint-Size": {"schema": {"type": "integer"}},
            "Rufschutz-Checkpoint-Root": {"schema": {"type": "string"}},
        },
        "content": {
            "application/ld+json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}


@router.get(
    "/consents/export",
    url_name="export_consents",
    operation_id="export_consents",
    summary="Export the ledger",
    openapi_extra={"responses": _TOLD},
)
def export(
    request: HttpRequest,
    purpose: Purpose,
    because: Annotated[Because, Query(description="For what it leaves; it stands in the log.")],
    form: Annotated[Form, Query(Form.JSONLD, description="JSON-LD (W3C DPV, ISO/IEC TS 27560), or CSV.")],
) -> PiecewiseResponse:
    """Return every consent event, each with its hash. Needs `export_ledger` for the purpose prove_consent.

    A key with several purposes names it: `Rufschutz-Purpose: prove_consent`. 409: the profile
    demands a second person's word, and there is none or it was used: ask with POST /approvals.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.EXPORT_LEDGER, purpose)
    access.require(caller.actor, Action.EXPORT_LEDGER, what, caller.now)
    pieces = leave(caller.actor, form, caller.now, because, behind=caller.bearer.made_by)
    response = PiecewiseResponse(gathered(pieces), content_type=TYPES[form])
    name = f"consents-{to_datetime(caller.now).date().isoformat()}.{form.value}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    for header, value in _witness(caller.actor.tenant).items():
        response[header] = value
    return response


def _witness(tenant: TenantId) -> dict[str, str]:
    head = checkpoint(tenant)
    if head is None:
        return {}
    return {"Rufschutz-Checkpoint-Size": str(head.size), "Rufschutz-Checkpoint-Root": head.root}
