"""A recording without a valid consent is an error that somebody has to look into."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import StandingConsent, StandingWish
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.setup.checks import Level
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.moments import DAY


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


def objection(house, ago):
    (tenant,) = tenant_ids()
    at = house.now - ago
    with tenant_scope(tenant):
        StandingWish.objects.create(
            id="4" * 32,
            tenant_id=tenant,
            preference="no_advertising",
            number_index="5" * 64,
            method="staff",
            set_at=at,
            contact_at=at,
            reviewed_at=at,
            kind="advertising_objection",
            rule="advertising_objection/P3Y/EOY",
            due_at=house.now + 900 * DAY,
        )


@pytest.mark.rule("R35")
@pytest.mark.parametrize(("days", "said"), [(731, True), (729, False)])
def test_an_objection_that_nobody_confirmed_for_two_years_is_a_warning(house, days, said) -> None:
    objection(house, days * DAY)
    assert ("objections_unreviewed" in house.found(Level.WARNING)) is said


@pytest.mark.parametrize(("days", "said"), [(29, True), (31, False)])
def test_a_standing_consent_that_ends_by_itself_soon_is_a_note(house, days, said) -> None:
    (tenant,) = tenant_ids()
    with tenant_scope(tenant):
        StandingConsent.objects.create(
            tenant_id=tenant,
            number_index="5" * 64,
            purpose="remind",
            state="given",
            event="6" * 32,
            at=house.now,
            expires_at=house.now + days * DAY,
        )
    assert ("consents_unconfirmed" in house.found(Level.NOTE)) is said
