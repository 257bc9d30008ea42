"""The ledger on its way out: streamed piece by piece, whatever its length.

Everything that can be refused is refused before the first byte. The record writes into the log
that it left, how many records went out, and with which end of their chain, also where the
other side hung up.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final

from asgiref.sync import sync_to_async
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router
from ninja.params.functions import Query

from rufschutz.api.caller import caller_of
from rufschutz.api.shapes import Purpose
from rufschutz.core.audit import access
from rufschutz.core.audit.queries import checkpoint
from rufschutz.core.consent.export import Form
from rufschutz.core.consent.export import export as leave
from rufschutz.domain.access.request import Action
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import to_datetime

router = Router(tags=["consents"])

PIECE: Final = 65_536
"""So many letters leave at once, or more by one record."""

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


class LedgerResponse(StreamingHttpResponse):
    """A streamed answer that is read in a thread, piece by piece, where the server is asynchronous."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = iter(self)
        while part := await sync_to_async(_following)(parts):
            yield part


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
) -> LedgerResponse:
    """Return every consent event, each with its hash. Needs `export_ledger` for the purpose prove_consent.

    A key with several purposes names it: `Rufschutz-Purpose: prove_consent`.
    """
    caller = caller_of(request)
    what = caller.purpose(Action.EXPORT_LEDGER, purpose)
    access.require(caller.actor, Action.EXPORT_LEDGER, what, caller.now)
    pieces = leave(caller.actor, form, caller.now, because)
    response = LedgerResponse(gathered(pieces), content_type=TYPES[form])
    name = f"consents-{to_datetime(caller.now).date().isoformat()}.{form.value}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    for header, value in _witness(caller.actor.tenant).items():
        response[header] = value
    return response


def gathered(pieces: Iterator[str]) -> Iterator[bytes]:
    """Yield pieces of about `PIECE` letters; closing it closes ``pieces``."""
    held: list[str] = []
    size = 0
    try:
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        if held:
            yield "".join(held).encode()
    finally:
        if (close := getattr(pieces, "close", None)) is not None:
            close()


def _witness(tenant: TenantId) -> dict[str, str]:
    head = checkpoint(tenant)
    if head is None:
        return {}
    return {"Rufschutz-Checkpoint-Size": str(head.size), "Rufschutz-Checkpoint-Root": head.root}


def _following(parts: Iterator[bytes]) -> bytes:
    return next(parts, b"")
