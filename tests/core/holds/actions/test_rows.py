"""A hold's row is found, locked and erased; one that is not there is said to be not there."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.rows import erase, locked_row, pure
from rufschutz.core.holds.errors import NoHoldError
from rufschutz.domain.hold.hold import Kind, State


def test_a_row_is_read_as_the_rules_see_it_and_erased_once(safe, now):
    name = safe.place(now).hold
    with tenant_scope(safe.office.tenant):
        seen = pure(locked_row(name))
        assert (seen.kind, seen.state, seen.placed_at) == (Kind.LEGAL_HOLD, State.PROVISIONAL, now)
        erase([name])
        erase([name])
        with pytest.raises(NoHoldError):
            locked_row(name)
