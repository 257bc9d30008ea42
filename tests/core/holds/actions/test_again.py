"""A hold whose words a restore lost keeps what it covered for a fortnight."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.again import FORTNIGHT
from rufschutz.core.holds.models import Hold
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
