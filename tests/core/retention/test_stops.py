"""Whether runs stand still, tenant by tenant."""

from __future__ import annotations

from rufschutz.core.retention.actions import stop
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.moments import DAY, Millis


def test_a_stop_is_known_until_it_ends(office, owner):
    assert stopped(office.tenant, office.now) is None
    made = stop(owner, "wrong period", Millis(office.now + DAY), office.now)
    assert stopped(office.tenant, office.now) == made
    assert stopped(office.tenant, made.until) is None
