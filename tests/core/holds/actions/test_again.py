"""A hold whose words a restore lost keeps what it covered for a fortnight."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.models import Tombstone
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions import requests
from rufschutz.core.holds.actions.again import FORTNIGHT
from rufschutz.core.holds.models import Hold
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.hold.hold import PROVISIONAL, State
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis
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


def restored(safe, saved, at):
    """Bring the row of a hold back as a backup has it, and do again what was buried since."""
    with tenant_scope(safe.office.tenant):
        Hold.objects.filter(id=saved.id).delete()
        saved.save(force_insert=True)
        stones = [
            Stone(safe.office.tenant, Millis(row.at), What(row.what), tuple(row.names), row.detail)
            for row in Tombstone.objects.order_by("id")
        ]
    for _ in range(2):
        hand = Hand(safe.keys, safe.office.place, Millis(at))
        reapply(stones, frozenset([safe.office.tenant]), hand)
    safe.settle(at)
    return safe.row(saved.id)


@pytest.mark.rule("R66")
def test_a_hold_that_was_confirmed_after_the_backup_does_not_lapse(safe, now):
    placed = safe.place(now)
    saved = safe.row(placed.hold)
    safe.agree(placed.proposal, now)
    row = restored(safe, saved, now + PROVISIONAL + DAY)
    assert (row.state, row.ends_at) == (State.CONFIRMED, saved.ends_at)


@pytest.mark.rule("R66")
def test_a_hold_that_was_renewed_after_the_backup_keeps_its_later_end(safe, now):
    saved = safe.row(safe.held(now))
    until = Millis(now + 340 * DAY)
    safe.agree(requests.ask_renewal(safe.first, saved.id, until, "Berufung", now), now)
    row = restored(safe, saved, saved.ends_at + DAY)
    assert (row.state, row.ends_at) == (State.CONFIRMED, until)


@pytest.mark.rule("R66")
def test_a_hold_that_was_confirmed_and_released_after_the_backup_stays_released(safe, now):
    placed = safe.place(now)
    saved = safe.row(placed.hold)
    safe.agree(placed.proposal, now)
    safe.agree(requests.ask_release(safe.first, placed.hold, "beigelegt", now), now)
    assert restored(safe, saved, now + DAY).state == State.RELEASED


@pytest.mark.rule("R66")
def test_a_lost_hold_protects_until_the_end_that_two_persons_gave_it(office):
    caller = office.recorded()
    until = Millis(office.now + 200 * DAY)
    stones = [
        Stone(office.tenant, office.now, What.HELD, (caller.id,), "9" * 32),
        Stone(office.tenant, office.now, What.HOLD_KEPT, ("9" * 32,), str(until)),
    ]
    reapply(stones, frozenset([office.tenant]), Hand(office.desk.keys, office.place, office.now))
    with tenant_scope(office.tenant):
        assert Hold.objects.get().ends_at == until
