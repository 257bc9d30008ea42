"""The certificate of an erasure, derived on demand from the log.

Decides what a certificate says: ids, kind, rule, who, when, approvals, and the
proof that exactly this stands in the log. It must never hold content, a name or
a number (SDM building block 60, M60.S06). `rufschutz.domain.audit.verify` checks
it with nothing but Python.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain import canonical
from rufschutz.domain.audit.entry import Detail, Entry, read_entry
from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.canonical import Json
    from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, KindId, PersonId, RuleId, TenantId
    from rufschutz.domain.moments import Millis

FORMAT = "rufschutz-erasure/1"
PROOF = "rufschutz-proof/1"
CONSISTENCY = "rufschutz-consistency/1"


class CertificateError(AuditError):
    """A certificate asked for something that is no erasure."""


class Cause(StrEnum):
    """What set the erasure off."""

    SWEEP = "sweep"
    WITHDRAWAL = "withdrawal"
    VOICE_BEFORE_STORAGE = "voice_before_storage"
    REQUEST = "request"
    ORDER = "order"


class Clock(StrEnum):
    """Whether time was real; a shifted clock exists only in a directory marked demo."""

    REAL = "real"
    SIMULATED = "simulated"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is claimed about one erasure; all moments in ms UTC.

    ``actor``: the process or person that carried it out. ``wraps_destroyed``: ids of
    the destroyed key wraps. ``blob`` is None where nothing had reached the archive.
    ``absence_verified_at``: when it was read back that the ciphertext is gone.
    """

    tenant: TenantId
    artefact: ArtefactId
    kind: KindId
    rule: RuleId
    due: Millis
    erased_at: Millis
    cause: Cause
    actor: str
    approvals: tuple[PersonId, ...]
    wraps_destroyed: tuple[KeyId, ...]
    blob: BlobId | None
    absence_verified_at: Millis
    clock: Clock

    def entry(self) -> Entry:
        """Return the log entry that makes this claim; its payload is what the certificate proves."""
        return Entry(
            event=AuditEvent.ARTEFACT_ERASED,
            tenant=self.tenant,
            at=self.absence_verified_at,
            actor=self.actor,
            subject=self.artefact,
            details=(
                Detail("kind", self.kind),
                Detail("rule", self.rule),
                Detail("due", self.due),
                Detail("erased_at", self.erased_at),
                Detail("cause", self.cause.value),
                Detail("approvals", self.approvals),
                Detail("wraps_destroyed", self.wraps_destroyed),
                Detail("blob", self.blob),
                Detail("absence_verified_at", self.absence_verified_at),
                Detail("clock", self.clock.value),
            ),
        )


@dataclass(frozen=True, slots=True)
class LogProof:
    """Where the entry stands: its leaf, its salt, its path to the root of a signed checkpoint."""

    index: int
    leaf: bytes
    salt: bytes
    payload: bytes
    path: tuple[bytes, ...]
    checkpoint: str


def certificate(proof: LogProof) -> bytes:
    """Return the certificate as canonical JSON; raise `CertificateError` for any other event.

    The readable part is taken from the logged payload alone, so that the two cannot differ.
    """
    entry = read_entry(proof.payload)
    if entry.event is not AuditEvent.ARTEFACT_ERASED:
        raise CertificateError(f"{entry.event.value} is not an erasure")
    erasure: dict[str, Json] = {
        "tenant": entry.tenant,
        "artefact": entry.subject,
        "actor": entry.actor,
    }
    for detail in entry.details:
        erasure[detail.name] = list(detail.value) if isinstance(detail.value, tuple) else detail.value
    return canonical.dumps({"format": FORMAT, "erasure": erasure, "log": _place(proof)})


def proof_of_entry(proof: LogProof) -> bytes:
    """Return the proof of one entry of any kind as canonical JSON: what it said, and where it stands."""
    return canonical.dumps({"format": PROOF, "log": _place(proof)})


def proof_of_growth(old: str, new: str, path: Sequence[bytes]) -> bytes:
    """Return the proof that the checkpoint ``new`` continues ``old`` as canonical JSON (RFC 9162, 2.1.4)."""
    steps: list[Json] = [step.hex() for step in path]
    return canonical.dumps({"format": CONSISTENCY, "old": old, "new": new, "path": steps})


def _place(proof: LogProof) -> dict[str, Json]:
    return {
        "index": proof.index,
        "leaf": proof.leaf.hex(),
        "salt": proof.salt.hex(),
        "payload": proof.payload.decode(),
        "path": [step.hex() for step in proof.path],
        "checkpoint": proof.checkpoint,
    }
