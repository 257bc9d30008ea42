"""A recording without a valid consent is an error that somebody has to look into."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.tenants.queries import tenant_ids


def locked(house, state):
    (tenant,) = tenant_ids()
    with tenant_scope(tenant):
        Recording.objects.create(
            id="1" * 32,
            tenant_id=tenant,
            call="2" * 32,
            line=house.line.id,
            purpose="record_matter",
            consent="3" * 32,
            state=state,
            started_at=house.now,
            kind="quarantine",
            rule="quarantine/P14D",
            due_at=house.now + 1000,
        )


@pytest.mark.rule("R19")
@pytest.mark.parametrize("state", [State.KEPT, State.QUARANTINED])
def test_what_is_locked_away_is_said(house, state) -> None:
    locked(house, state)
    assert set(house.faults()) == {"consent_missing"}


def test_what_is_destroyed_is_no_finding_any_more(house) -> None:
    locked(house, State.ERASED)
    assert house.faults() == {}
