"""A hold whose words a restore lost keeps what it covered for a fortnight."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.again import FORTNIGHT
from rufschutz.core.holds.models import Hold
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.ids import PersonId
from rufschutz.domain.restore.tombstones import Stone, What


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("what", "kind"), [(What.HELD, "open_request"), (What.RESTRICTED, "restriction")])
def test_a_lost_hold_protects_again_once(office, what, kind):
    caller = office.recorded()
    stone = Stone(office.tenant, office.now, what, (caller.id,), "9" * 32)
    for _ in range(2):
        reapply([stone], frozenset([office.tenant]), Hand(office.desk.keys, office.place, office.now))
    with tenant_scope(office.tenant):
        (row,) = Hold.objects.all()
    assert (row.kind, row.state, row.call) == (kind, "confirmed", caller.id)
    assert row.ends_at >= office.now + FORTNIGHT


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("what", "state"), [(What.HELD, "released"), (What.RESTRICTED, "lifting")])
def test_a_hold_that_had_ended_does_not_live_again(office, what, state):
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("1" * 32), office.now)
    caller = office.recorded()
    stones = [
        Stone(office.tenant, office.now, what, (caller.id,), "9" * 32),
        Stone(office.tenant, office.now, What.HOLD_ENDED, ("9" * 32,)),
    ]
    for _ in range(2):
        reapply(stones, frozenset([office.tenant]), Hand(office.desk.keys, office.place, office.now))
    with tenant_scope(office.tenant):
        (row,) = Hold.objects.all()
        assert (row.state, row.ended_at) == (state, office.now)
