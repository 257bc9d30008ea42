"""Who reads the rules."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.api.caller import Caller
from rufschutz.api.reading import reader_of_rules
from rufschutz.core.apikeys.queries import bearer
from rufschutz.core.audit.access import AccessDenied


def test_a_reader_is_recorded_with_the_purpose(office, rf):
    request, now = rf.get("/"), Clock().now()
    request.auth = Caller(bearer(office.machine(["view_policy"], ["rights"]).token, now), now)
    assert reader_of_rules(request, "") is request.auth
    assert office.last()["details"]["purpose"] == "rights"
    with pytest.raises(AccessDenied):
        reader_of_rules(request, "security")
