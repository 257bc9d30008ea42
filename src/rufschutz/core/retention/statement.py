"""What the log is told of an erasure: the claim that a certificate later proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.queries import approved_by
from rufschutz.domain.audit.certificate import Cause, Clock, Statement
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KeyId, KindId, PersonId, RuleId, TenantId
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
        approvals=_approved_by(row),
        wraps_destroyed=tuple(KeyId(key) for key in row.keys),
        blob=BlobId(row.blob) if row.blob else None,
        absence_verified_at=Millis(verified),
        clock=Clock(row.clock),
    )


def _approved_by(row: Erasure) -> tuple[PersonId, ...]:
    """Return whose word let it take effect, where a second person was asked."""
    if row.because not in {Cause.ORDER, Cause.REQUEST} or not row.call:
        return ()
    return approved_by(CallId(row.call))
