"""Open requests end together, but for those that are named; each end stands in its row."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions.voiding import void
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions.ordered import order_deletion
from rufschutz.domain.approval.proposal import LIVES
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("after", "state"), [(1_000, "overtaken"), (LIVES, "expired")])
def test_what_nobody_decided_is_void_unless_it_is_named(office, owner, after, state):
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("1" * 32), office.now)
    order_deletion(owner, office.recorded().id, "Bitte", office.now)
    later = Millis(office.now + after)
    assert void(office.tenant, {Subject.DELETE_CALL}, "restore", later) == 0
    assert void(office.tenant, frozenset(), "restore", later) == 1
    assert void(office.tenant, frozenset(), "restore", later) == 0
    with tenant_scope(office.tenant):
        assert Proposal.objects.get().state == state
