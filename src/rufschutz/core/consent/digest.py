"""The hash of a consent event's row: every column that never changes, the sealed evidence included.

Evidence is sealed with a nonce of its own, so the hash of an event that is erased tells nothing.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.consent.record import record_sha256

if TYPE_CHECKING:
    from rufschutz.core.consent.models import ConsentEvent
    from rufschutz.domain.canonical import Json

EVENT = "event"
RECORD = "record"

_LATER = ("number_index", "channel", "product")


def digest_of(row: ConsentEvent) -> str:
    """Return the SHA-256 (hex) of an event as it is stored."""
    fields: dict[str, Json] = {
        "id": row.id,
        "tenant": row.tenant_id,
        "call": row.call,
        "purpose": row.purpose,
        "state": row.state,
        "at": row.at,
        "position": row.position,
        "plan": row.plan,
        "text": row.text,
        "language": row.language,
        "method": row.method,
        "refused_by": row.refused_by,
        "promised": row.promised,
        "grounded": row.grounded,
        "evidence": hashlib.sha256(bytes(row.evidence)).hexdigest(),
    }
    fields |= {name: getattr(row, name) for name in _LATER if getattr(row, name)}
    return record_sha256(fields)


def details_of(row: ConsentEvent) -> tuple[Detail, ...]:
    """Return what the log says of an event beside its purpose: its id and its hash."""
    return Detail(EVENT, row.id), Detail(RECORD, digest_of(row))
