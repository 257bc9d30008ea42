"""Many entries of the log at once, in one statement each: out of the outbox, into the log.

On PostgreSQL rows go in as one JSON text that the server takes apart: a COPY is refused
under row-level security, and a value for each column of each row costs more than the sealing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import require_tenant

if TYPE_CHECKING:
    from collections.abc import Sequence

_INSERT: Final = """
INSERT INTO audit_logentry
  (tenant_id, "index", event, at, call, subject, leaf, salt, payload, redacted)
SELECT %s, row."index", row.event, row.at, row.call, row.subject,
  decode(row.leaf, 'hex'), decode(row.salt, 'hex'), decode(row.payload, 'hex'), false
FROM json_to_recordset(%s::json) AS row(
  "index" bigint, event text, at bigint, call text, subject text, leaf text, salt text, payload text)
"""

_INSERT_ONE: Final = """
INSERT INTO audit_logentry
  (tenant_id, "index", event, at, call, subject, leaf, salt, payload, redacted)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, false)
"""

_DELETE: Final = """
DELETE FROM audit_outboxentry USING unnest(%s::bigint[]) AS logged(id)
WHERE audit_outboxentry.id = logged.id
"""


class Waiting(NamedTuple):
    """An entry of the outbox; ``at`` in ms UTC, ``payload`` its canonical JSON."""

    id: int
    event: str
    at: int
    call: str
    subject: str
    payload: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with its place: 38 bytes of leaf, 32 of salt, its payload padded and sealed."""

    index: int
    event: str
    at: int
    call: str
    subject: str
    leaf: bytes
    salt: bytes
    payload: bytes


def waiting(most: int) -> list[Waiting]:
    """Return the oldest entries of the outbox, at most so many, in the tenant's scope."""
    rows = OutboxEntry.objects.order_by("id").values_list(*Waiting._fields)[:most]
    return [Waiting(*row) for row in rows]


def drop_waiting(names: Sequence[int]) -> None:
    """Delete these entries of the outbox, in the tenant's scope: only these, for others commit meanwhile."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_DELETE, [list(names)])
        return
    OutboxEntry.objects.filter(id__in=names).delete()


def insert(tenant: str, rows: Sequence[Sealed]) -> None:
    """Insert entries of the tenant in scope; raise `ForeignTenantError` for another's."""
    require_tenant(tenant)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [tenant, json.dumps([_spelled(row) for row in rows])])
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            _INSERT_ONE,
            [
                (tenant, row.index, row.event, row.at, row.call, row.subject, row.leaf, row.salt, row.payload)
                for row in rows
            ],
        )


def _spelled(row: Sealed) -> dict[str, str | int]:
    return {
        "index": row.index,
        "event": row.event,
        "at": row.at,
        "call": row.call,
        "subject": row.subject,
        "leaf": row.leaf.hex(),
        "salt": row.salt.hex(),
        "payload": row.payload.hex(),
    }
