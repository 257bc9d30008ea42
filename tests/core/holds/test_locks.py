"""Which calls are held, restricted, in dispute: one answer for everything that deletes or shows them."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.holds.locks import (
    disputed,
    held,
    held_until,
    restricted,
    without_held,
    without_restricted,
)
from rufschutz.core.holds.models import Hold
from rufschutz.domain.hold.hold import LOCKING, PROTECTING, State


@pytest.mark.rule("R51")
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("kind", ["restriction", "legal_hold"])
def test_what_a_state_keeps_and_what_it_locks(safe, now, kind, state):
    with tenant_scope(safe.office.tenant):
        Hold.objects.create(
            id="5" * 32,
            tenant_id=safe.office.tenant,
            call=safe.call,
            kind=kind,
            state=state.value,
            reason="Streit",
            asked="7" * 32,
            placed_at=now,
            ends_at=now + 5,
        )
        keeps, locks = state in PROTECTING, state in LOCKING
        assert bool(held([safe.call])) == keeps
        assert held_until(safe.call) == (now + 5 if keeps else None)
        assert bool(restricted([safe.call])) == (locks and kind == "restriction")
        assert bool(disputed([safe.call])) == (locks and kind == "legal_hold")
        assert without_held(Call.objects.all(), "id").exists() == (not keeps)
        locked = locks and kind == "restriction"
        assert without_restricted(Call.objects.all(), "id").exists() == (not locked)
        assert held([]) == frozenset()
