"""Making use of a leave: who asked does what was approved, and once where it is once.

Decides nothing about whose word counts. Of two uses at once one counts: both take the lock of the tenant's
log first. A death after it leaves the leave used and nothing done; then it is asked for again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions.asking import locked
from rufschutz.core.approvals.leave import require_leave
from rufschutz.core.approvals.models import Proposal

if TYPE_CHECKING:
    from rufschutz.domain.approval.subject import Subject
    from rufschutz.domain.ids import PersonId, TenantId
    from rufschutz.domain.moments import Millis


def use_leave(tenant: TenantId, person: PersonId, subject: Subject, target: str, now: Millis) -> str:
    """Use the leave that somebody has for one thing; return its proposal's id, '' where none is demanded.

    Raises `NoLeaveError` where there is none, where its time is over, or where it was used up.
    """
    with locked(tenant):
        if name := require_leave(tenant, person, subject, target, now):
            Proposal.objects.filter(id=name, used_at=None).update(used_at=now)
    return name
