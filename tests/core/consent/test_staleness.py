"""A standing consent counts no more from the moment its purpose has changed, not from the daily round on."""

from __future__ import annotations

import pytest

from rufschutz.core.consent import staleness
from rufschutz.core.consent.models import StandingConsent
from rufschutz.core.consent.staleness import Staleness


@pytest.fixture
def state(office, scope):
    return StandingConsent(tenant_id=office.tenant, purpose="remind", event="f" * 32, state="given")


@pytest.mark.parametrize("changed", [True, False])
def test_it_is_stale_once_its_purpose_changed_materially(office, state, monkeypatch, changed):
    monkeypatch.setattr(staleness, "material_since", lambda *_: changed)
    assert Staleness(office.tenant).of(state) is changed


def test_the_same_purpose_under_the_same_plan_is_asked_about_once(office, state, monkeypatch):
    asked = []
    monkeypatch.setattr(staleness, "material_since", lambda *given: bool(asked.append(given)))
    found = Staleness(office.tenant)
    assert not found.of(state)
    assert not found.of(state)
    assert asked == [(office.tenant, "remind", "")]
