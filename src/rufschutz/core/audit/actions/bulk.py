"""Many entries of the log at once, in one statement each: into the outbox, and from there into the log.

On PostgreSQL a COPY is refused under row-level security, and a value for each column of each row
costs more than the sealing. So entries go into the outbox as one JSON text that the server takes apart;
one statement takes them out and puts them into the log, and what is new about them goes along as three
long strings of bytes that the server cuts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import require_tenant
from rufschutz.core.errors import CoreError
from rufschutz.domain.audit.leaf import SALT_SIZE, SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence

_WAIT: Final = """
INSERT INTO audit_outboxentry (tenant_id, event, at, call, subject, payload)
SELECT %s, event, at, call, subject, payload
FROM ROWS FROM (
  json_to_recordset(%s::json) AS (event text, at bigint, call text, subject text, payload text)
) WITH ORDINALITY AS told (event, at, call, subject, payload, place) ORDER BY place
"""

_WAIT_ONE: Final = """
INSERT INTO audit_outboxentry (tenant_id, event, at, call, subject, payload)
VALUES (%s, %s, %s, %s, %s, %s)
"""

_MOVE: Final = f"""
WITH moved AS (
  DELETE FROM audit_outboxentry AS waiting
  USING unnest(%s::bigint[], %s::int[], %s::int[]) WITH ORDINALITY AS w (id, start, length, number)
  WHERE waiting.id = w.id
  RETURNING w.number::int - 1 AS place, w.start, w.length, event, at, call, subject
)
INSERT INTO audit_logentry
  (tenant_id, "index", event, at, call, subject, leaf, salt, payload, redacted)
SELECT %s, %s::bigint + place, event, at, call, subject,
  substring(%s::bytea FROM place * {SIZE} + 1 FOR {SIZE}),
  substring(%s::bytea FROM place * {SALT_SIZE} + 1 FOR {SALT_SIZE}),
  substring(%s::bytea FROM start + 1 FOR length), false
FROM moved ORDER BY place
"""  # noqa: S608 - two sizes in bytes

_INSERT: Final = """
INSERT INTO audit_logentry
  (tenant_id, "index", event, at, call, subject, leaf, salt, payload, redacted)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, false)
"""


class OutboxError(CoreError):
    """Entries that should wait for their place in the log do not: somebody wrote into its tables."""

    advice = "Nothing was logged. Look who else writes into this database, then start again."


class Told(NamedTuple):
    """An entry that is to be logged; ``at`` in ms UTC, ``payload`` its canonical JSON."""

    event: str
    at: int
    call: str
    subject: str
    payload: str


class Waiting(NamedTuple):
    """An entry of the outbox, as it was told."""

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


def wait(tenant: str, rows: Sequence[Told]) -> None:
    """Put entries of the tenant in scope into the outbox, in order; else raise `ForeignTenantError`."""
    require_tenant(tenant)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_WAIT, [tenant, json.dumps([row._asdict() for row in rows])])
        else:
            cursor.executemany(_WAIT_ONE, [(tenant, *row) for row in rows])


def waiting(most: int) -> list[Waiting]:
    """Return the oldest entries of the outbox, at most so many, in the tenant's scope."""
    rows = OutboxEntry.objects.order_by("id").values_list(*Waiting._fields)[:most]
    return [Waiting(*row) for row in rows]


def move(tenant: str, names: Sequence[int], rows: Sequence[Sealed]) -> None:
    """Put waiting entries, named in the order of ``rows``, into the log as they are sealed.

    Only these leave the outbox, for others commit meanwhile. In the transaction that holds the log of the
    tenant in scope; raises `ForeignTenantError` for another's, `OutboxError` where one does not wait.
    """
    require_tenant(tenant)
    if connection.vendor == "postgresql":
        moved = _moved(tenant, names, rows)
    else:
        insert(tenant, rows)
        moved, _ = OutboxEntry.objects.filter(id__in=names).delete()
    if moved != len(rows):
        raise OutboxError(f"of {len(rows)} entries {moved} waited for their place in the log")


def insert(tenant: str, rows: Sequence[Sealed]) -> None:
    """Insert a few entries of the tenant in scope; raise `ForeignTenantError` for another's."""
    require_tenant(tenant)
    with connection.cursor() as cursor:
        cursor.executemany(
            _INSERT,
            [
                (tenant, row.index, row.event, row.at, row.call, row.subject, row.leaf, row.salt, row.payload)
                for row in rows
            ],
        )


def _moved(tenant: str, names: Sequence[int], rows: Sequence[Sealed]) -> int:
    lengths = [len(row.payload) for row in rows]
    starts = [0, *accumulate(lengths)][:-1]
    leaves, salts = b"".join(row.leaf for row in rows), b"".join(row.salt for row in rows)
    payloads = b"".join(row.payload for row in rows)
    first = rows[0].index
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(names), starts, lengths, tenant, first, leaves, salts, payloads])
        return int(cursor.rowcount)
