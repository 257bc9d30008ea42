"""The bytes of an ingest journal and of its wrap file.

A journal is frames::

    kind (1) | length (4, big-endian) | CRC-32 of binding, number, kind and length (4) | body

Frame 0 (`Kind.HEADER`) holds the canonical JSON of `JournalHead`, clear. Frames 1, 2, …
hold AES-256-GCM ciphertext and tag: `Kind.DATA` sound of at most one second,
`Kind.GAP` the canonical JSON of `GapRecord`, `Kind.FINAL` nothing. The nonce is the
frame's number; the associated data is the header's SHA-256, the kind and the artefact.
The CRC (under which a header's binding is empty and a record's the header's SHA-256)
tells a torn frame from an altered length; it protects against nobody.

A wrap file is one line: the canonical JSON of `WrapFile`.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum

from rufschutz.domain import canonical
from rufschutz.domain.ids import ArtefactId, CallId, EpochId, FactId, PlanVersion, PurposeId, TenantId  # noqa: TC001 - the codec reads them
from rufschutz.handover.codec import to_json

JOURNAL_FORMAT = "rufschutz-journal/1"
WRAP_FORMAT = "rufschutz-wrap/1"

PREFIX = struct.Struct(">BII")
_CHECKED = struct.Struct(">QBI")


class Kind(IntEnum):
    """What a frame holds."""

    HEADER = 0
    DATA = 1
    GAP = 2
    FINAL = 3


@dataclass(frozen=True, slots=True)
class JournalHead:
    """What a journal is about. ``consent``: the fact that allows it; ``rate`` in bytes a second."""

    suite: str
    tenant: TenantId
    call: CallId
    artefact: ArtefactId
    plan: PlanVersion
    purpose: PurposeId
    consent: FactId
    codec: str
    rate: int


@dataclass(frozen=True, slots=True)
class HeaderRecord:
    """The body of frame 0."""

    format: str
    head: JournalHead


@dataclass(frozen=True, slots=True)
class GapRecord:
    """Capture stopped for ``ms`` because of ``reason``."""

    ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class WrapFile:
    """A journal's data key, sealed to the ingest key ``key_epoch`` whose fingerprint is ``key``."""

    format: str
    suite: str
    key_epoch: EpochId
    key: str
    header_sha256: bytes
    sealed_key: bytes


def header_bytes(head: JournalHead) -> bytes:
    """Return the body of frame 0."""
    return canonical.dumps(to_json(HeaderRecord(JOURNAL_FORMAT, head)))


def binding(header: bytes) -> bytes:
    """Return what ties every record to its header: SHA-256, 32 bytes."""
    return hashlib.sha256(header).digest()


def journal_info(epoch: EpochId, header_sha256: bytes) -> bytes:
    """Return what a sealed journal key is bound to."""
    return b"journal/1\0" + header_sha256 + epoch.encode()


def associated(header_sha256: bytes, kind: Kind, artefact: ArtefactId) -> bytes:
    """Return a record's associated data."""
    return header_sha256 + bytes([kind]) + artefact.encode()


def frame(header_sha256: bytes, number: int, kind: Kind, body: bytes) -> bytes:
    """Return a whole frame; ``header_sha256`` is empty for the header's own."""
    check = checksum(header_sha256, number, kind, len(body))
    return PREFIX.pack(kind, len(body), check) + body


def checksum(header_sha256: bytes, number: int, kind: int, length: int) -> int:
    """Return the CRC-32 of a frame's prefix."""
    return zlib.crc32(_CHECKED.pack(number, kind, length), zlib.crc32(header_sha256))
