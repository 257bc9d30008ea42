"""The advertising register says no until there is a proven yes, and again once somebody objects."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions, staleness
from rufschutz.core.consent.actions.imports import take
from rufschutz.core.consent.advertising import advertising_key, ask_register, may_advertise
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.consent.advertising import AdvertisingReason
from rufschutz.domain.consent.because import Because
from rufschutz.domain.consent.imports import COLUMNS
from rufschutz.domain.moments import DAY, Millis

NUMBER = "+493023125001"
ROW = f"{NUMBER},advertise,phone,Heizung,2026-09-01,Bogen,Blatt 1"


@pytest.fixture
def rules(office, owner):
    policy = shipped_policy("O")
    adopt_policy(office.tenant, policy, owner.person, office.now)
    return Rules(retention_policy(policy), office.desk.rules(office.tenant).zone)


def asked(office, tenant=None, at=0):
    when = Millis(office.now + at)
    return may_advertise(office.desk.keys, tenant or office.tenant, NUMBER, "Heizung", "phone", when).reason


def test_only_a_proven_yes_of_this_controller_allows_it(office, owner, rules, other_tenant):
    assert asked(office) is AdvertisingReason.NEVER_CONSENTED
    data = "\n".join([",".join(COLUMNS), ROW]).encode()
    take(owner, data, office.desk.keys, rules, office.now, Because.PROOF)
    assert asked(office) is AdvertisingReason.CONSENTED
    assert asked(office, other_tenant) is AdvertisingReason.NEVER_CONSENTED
    assert asked(office, at=400 * DAY) is AdvertisingReason.EXPIRED
    actions.set_by_staff(owner, Preference.NO_ADVERTISING, NUMBER, office.desk.keys, rules, office.now)
    assert asked(office) is AdvertisingReason.OBJECTED


def test_what_advertising_is_has_changed_so_the_yes_counts_no_more_at_once(office, owner, rules, monkeypatch):
    data = "\n".join([",".join(COLUMNS), ROW]).encode()
    take(owner, data, office.desk.keys, rules, office.now, Because.PROOF)
    monkeypatch.setattr(staleness, "material_since", lambda *_: True)
    assert asked(office) is AdvertisingReason.NEVER_CONSENTED


@pytest.mark.usefixtures("scope")
def test_each_use_keeps_the_proof_for_five_years_from_then(office, owner, rules):
    data = "\n".join([",".join(COLUMNS), ROW]).encode()
    take(owner, data, office.desk.keys, rules, office.now, Because.PROOF)
    event = ConsentEvent.objects.get()
    assert event.kind == "advertising_consent"
    assert event.due_at > office.now + 4 * 365 * DAY
    later = Millis(office.now + 300 * DAY)
    assert actions.used(
        advertising_key(office.desk.keys, office.tenant, NUMBER, "Heizung", "phone"), rules, later
    )
    assert ConsentEvent.objects.get().due_at > event.due_at + 299 * DAY
    assert asked(office, at=400 * DAY) is AdvertisingReason.CONSENTED


def test_a_person_who_asks_is_logged_without_the_number_and_others_may_not(office, owner, operator, rules):
    keys = office.desk.keys
    found = ask_register(owner, keys, NUMBER, "Heizung", "phone", office.now, Because.PROOF)
    assert found.reason is AdvertisingReason.NEVER_CONSENTED
    with tenant_scope(office.tenant):
        entry = OutboxEntry.objects.order_by("id").last()
    assert entry.event == "console:consents:searched"
    assert NUMBER not in entry.payload
    with pytest.raises(AccessDenied):
        ask_register(operator, keys, NUMBER, "Heizung", "phone", office.now, Because.PROOF)
