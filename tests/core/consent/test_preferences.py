"""A standing wish is found by its number's keyed index, works at once, and names nobody."""

from __future__ import annotations

import pytest

from rufschutz.core.consent import actions, preferences
from rufschutz.core.consent.models import StandingWish
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import Preference

NUMBER = "+493023125042"
OTHER = "+493023125043"


@pytest.fixture
def rules(office):
    return office.desk.rules(office.tenant)


def test_nobody_has_a_wish_until_it_is_entered(office):
    assert not preferences.never_record(office.desk.keys, office.tenant, NUMBER)
    assert not preferences.no_advertising(office.desk.keys, office.tenant, NUMBER)


def test_a_wish_is_about_its_number_and_nothing_else(office, owner, rules):
    keys = office.desk.keys
    assert actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    assert preferences.never_record(keys, office.tenant, NUMBER)
    assert not preferences.never_record(keys, office.tenant, OTHER)
    assert not preferences.no_advertising(keys, office.tenant, NUMBER)
    assert not preferences.never_record(keys, office.tenant, "030 23125042")


def test_another_tenants_wish_is_not_ours(office, other_tenant, owner, rules):
    keys = office.desk.keys
    actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    assert not preferences.never_record(keys, other_tenant, NUMBER)


@pytest.mark.usefixtures("scope")
def test_nothing_of_the_number_is_stored_but_its_index_for_this_use(office, owner, rules):
    keys = office.desk.keys
    actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    row = StandingWish.objects.get()
    assert row.number_index == keys.lookup(office.tenant, "consent_and_objection", NUMBER)
    columns = {name: str(value) for name, value in vars(row).items() if not name.startswith("_")}
    assert not any(NUMBER[-8:] in value for value in columns.values())


def test_who_may_enter_one_sees_those_of_a_number(office, owner, officer, rules):
    keys = office.desk.keys
    actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    (seen,) = preferences.wishes_of(owner, keys, NUMBER, office.now)
    assert (seen.preference, seen.method, seen.set_at) == (Preference.NEVER_RECORD, "staff", office.now)
    assert preferences.wishes_of(owner, keys, OTHER, office.now) == ()
    with pytest.raises(AccessDenied):
        preferences.wishes_of(officer, keys, NUMBER, office.now)
