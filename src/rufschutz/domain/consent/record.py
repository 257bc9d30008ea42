"""What one change of a consent says, as bytes that can be hashed: so that one edited row is found.

Decides the canonical form of a record and how hashes of many follow each other. A hash stands
in the audit log beside the event it tells of (Art. 7(1) GDPR: the controller shall be able to
demonstrate). It must never depend on what may change later: kinds, rules and due moments.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from rufschutz.domain import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.domain.canonical import Json

EMPTY = "0" * 64


def record_sha256(fields: Mapping[str, Json]) -> str:
    """Return the SHA-256 (hex) over the canonical JSON of a record's fields."""
    values: dict[str, Json] = dict(fields)
    return hashlib.sha256(canonical.dumps(values)).hexdigest()


def following(before: str, record: str) -> str:
    """Return the hash of a chain after one more record; a chain begins with `EMPTY`."""
    return hashlib.sha256(bytes.fromhex(before) + bytes.fromhex(record)).hexdigest()
