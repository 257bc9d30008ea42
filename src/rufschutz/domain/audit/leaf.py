"""The fixed-size leaf of the log: 38 bytes that name no one.

Decides what stays visible for ever: a version, the event's class, the hour, and a
salted commitment to the payload. The payload and its salt are erasable; once the
salt is gone the commitment cannot be tried against guesses.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.vocabulary import EventClass

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis

VERSION = 1
SIZE = 38
SALT_SIZE = 32
_HOUR = 3_600_000


class LeafError(AuditError):
    """Bytes that are no leaf, or parts that cannot make one."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """``version(1) | class(1) | hours since 1970, UTC (4, big-endian) | commitment (32)``."""

    event_class: EventClass
    hour: int
    commitment: bytes

    def __bytes__(self) -> bytes:
        return bytes([VERSION, self.event_class]) + self.hour.to_bytes(4, "big") + self.commitment

    @classmethod
    def read(cls, data: bytes) -> Leaf:
        """Read a leaf; raise `LeafError` for another size, version or class."""
        if len(data) != SIZE or data[0] != VERSION:
            raise LeafError(f"{len(data)} bytes are no leaf of version {VERSION}")
        try:
            event_class = EventClass(data[1])
        except ValueError as error:
            raise LeafError(f"event class {data[1]} is not known here") from error
        return cls(event_class, int.from_bytes(data[2:6], "big"), data[6:])


def commitment(salt: bytes, index: int, payload: bytes) -> bytes:
    """Return HMAC-SHA256(salt, index as 8 bytes big-endian + canonical payload); salt is 32 bytes."""
    if len(salt) != SALT_SIZE:
        raise LeafError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return hmac.digest(salt, index.to_bytes(8, "big") + payload, "sha256")


def leaf_of(event_class: EventClass, at: Millis, salt: bytes, index: int, payload: bytes) -> Leaf:
    """Return the leaf that commits to ``payload`` at ``index``; ``at`` in ms UTC is cut to the hour."""
    return Leaf(event_class, at // _HOUR, commitment(salt, index, payload))


def leaf_hash(leaf: bytes) -> bytes:
    """Return the Merkle hash of a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()
