"""What should be gone and is not is an error, also where its keys are destroyed and its file stays."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.retention.models import Erasure, StopWish
from rufschutz.core.setup.checks.deletions import PATIENCE
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.retention.stopwish import ANSWER_WITHIN


@pytest.fixture
def stuck(house) -> Erasure:
    """An erasure whose file could not be deleted."""
    (tenant,) = tenant_ids()
    with tenant_scope(tenant):
        return Erasure.objects.create(
            id="1" * 32,
            tenant_id=tenant,
            artefact="2" * 32,
            kind="recording_matter",
            rule="recording_matter/P7D",
            state="wraps_destroyed",
            because="sweep",
            destroyed_at=house.now - PATIENCE - 1,
            clock="real",
        )


@pytest.mark.usefixtures("stuck")
def test_a_file_that_cannot_be_deleted_is_an_error(house) -> None:
    assert house.faults() == {"deletions_late": "1 things should be gone, the oldest since 2 hours"}


def test_the_sweep_has_its_time(house, stuck) -> None:
    with tenant_scope(tenant_ids()[0]):
        Erasure.objects.update(destroyed_at=stuck.destroyed_at + 1)
    assert house.faults() == {}


def test_what_is_finished_is_none(house, stuck) -> None:
    with tenant_scope(tenant_ids()[0]):
        Erasure.objects.filter(id=stuck.id).update(state="logged")
    assert house.faults() == {}


def test_a_number_that_outlives_its_day_is_an_error(house) -> None:
    (tenant,) = tenant_ids()
    with tenant_scope(tenant):
        Call.objects.create(
            id="3" * 32,
            tenant_id=tenant,
            line=house.line.id,
            plan="e" * 32,
            started_at=house.now,
            number_mask="•• 42",
            number_due_at=house.now - PATIENCE - 1,
        )
    assert set(house.faults()) == {"deletions_late"}


@pytest.mark.rule("R84")
def test_the_officers_request_is_a_warning_and_after_24_hours_an_error(house) -> None:
    (tenant,) = tenant_ids()
    with tenant_scope(tenant):
        StopWish.objects.create(
            id="4" * 32, tenant_id=tenant, officer="5" * 32, reason="Bitte prüfen", days=3, asked_at=house.now
        )
    assert list(house.faults()) == ["stop_requested"]
    assert "Bitte prüfen" in house.faults()["stop_requested"]
    with tenant_scope(tenant):
        StopWish.objects.update(asked_at=house.now - ANSWER_WITHIN)
    assert "unanswered since 24 hours" in house.faults()["stop_request_unanswered"]
    with tenant_scope(tenant):
        StopWish.objects.update(answer="refused")
    assert house.faults() == {}
