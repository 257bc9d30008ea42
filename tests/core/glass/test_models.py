"""When emergency access is over."""

from __future__ import annotations

import pytest

from rufschutz.core.glass.models import EmergencyAccess


@pytest.mark.parametrize(("closed_at", "over_at"), [(None, 9), (5, 5), (12, 9)])
def test_it_is_over_at_its_end_or_when_it_was_given_back(closed_at, over_at):
    assert EmergencyAccess(until=9, closed_at=closed_at).over_at() == over_at
