"""What the log is told of an erasure: the claim that a certificate later proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.audit.certificate import Cause, Clock, Statement
from rufschutz.domain.ids import ArtefactId, BlobId, KeyId, KindId, RuleId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.core.retention.models import Erasure

ACTOR = "retention"


def statement_of(row: Erasure) -> Statement:
    """Return the claim that an erasure's row makes once absence was read back."""
    verified = row.destroyed_at if row.verified_at is None else row.verified_at
    return Statement(
        tenant=TenantId(row.tenant_id),
        artefact=ArtefactId(row.artefact),
        kind=KindId(row.kind),
        rule=RuleId(row.rule),
        due=Millis(row.destroyed_at if row.due_at is None else row.due_at),
        erased_at=Millis(row.destroyed_at),
        cause=Cause(row.because),
        actor=ACTOR,
        approvals=(),
        wraps_destroyed=tuple(KeyId(key) for key in row.keys),
        blob=BlobId(row.blob) if row.blob else None,
        absence_verified_at=Millis(verified),
        clock=Clock(row.clock),
    )
