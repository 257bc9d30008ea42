"""A hold reaches everything that tells of its call."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.covered import covered
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.shredders import due_on
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.rule("R51")
def test_every_thing_of_a_call_that_a_shelf_could_take_is_counted(safe, now):
    late = Millis(now + 4000 * DAY)
    with tenant_scope(safe.office.tenant):
        found = [thing for shelf in Shelf for thing in due_on(shelf, late) if thing.call == safe.call]
        assert covered(safe.call).total >= len(found) > 2
        assert covered(safe.call).sounds == 1
        assert covered(CallId("0" * 32)).total == 0
