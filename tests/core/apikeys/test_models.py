"""When a key ends."""

from __future__ import annotations

import pytest

from rufschutz.core.apikeys.models import ApiKey
from rufschutz.domain.moments import Millis


@pytest.mark.parametrize(("revoked", "ended"), [(None, 10), (4, 4), (12, 10)])
def test_a_key_ends_at_its_date_or_when_it_is_revoked(revoked: int | None, ended: int) -> None:
    assert ApiKey(until=Millis(10), revoked_at=revoked).ended_at() == ended
