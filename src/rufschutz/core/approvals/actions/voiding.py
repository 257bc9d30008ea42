"""Making open requests void: what they asked for was shown to people of another day, or of a lost record.

Decides nothing about which; whoever calls this names the subjects that go on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions.asking import locked
from rufschutz.core.approvals.actions.deciding import pure, settle
from rufschutz.core.approvals.models import Proposal
from rufschutz.domain.approval.proposal import State, overtake

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from rufschutz.domain.approval.subject import Subject
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


def void(tenant: TenantId, but: AbstractSet[Subject], by: str, now: Millis) -> int:
    """Make every waiting request void but those of some subjects; return how many. Again, none is left."""
    kept = [subject.value for subject in but]
    with locked(tenant):
        rows = list(Proposal.objects.filter(state=State.WAITING.value).exclude(subject__in=kept))
        for row in rows:
            settle(row, overtake(pure(row), now), by, now)
    return len(rows)
