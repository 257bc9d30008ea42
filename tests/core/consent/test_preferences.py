"""A standing wish is found by its number's keyed index, works at once, and names nobody."""

from __future__ import annotations

import pytest

from rufschutz.core.consent import actions, preferences
from rufschutz.core.consent.models import StandingWish
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.moments import DAY, Millis

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


def test_all_wishes_in_force_are_listed_without_a_number(callcentre, owner, officer):
    keys, rules = callcentre.desk.keys, callcentre.desk.rules(callcentre.tenant)
    assert preferences.wishes(owner, rules, callcentre.now).wishes == ()
    actions.set_by_staff(owner, Preference.NO_ADVERTISING, NUMBER, keys, rules, callcentre.now)
    actions.set_by_staff(owner, Preference.NEVER_RECORD, OTHER, keys, rules, callcentre.now)
    page = preferences.wishes(owner, rules, callcentre.now, 9)
    assert (page.page, page.pages, page.total) == (1, 1, 2)
    assert {wish.preference for wish in page.wishes} == set(Preference)
    assert not any(part in str(page) for part in (NUMBER[-8:], OTHER[-8:]))
    actions.end_by_staff(owner, Preference.NEVER_RECORD, OTHER, keys, callcentre.now)
    assert preferences.wishes(owner, rules, callcentre.now).total == 1
    with pytest.raises(AccessDenied):
        preferences.wishes(officer, rules, callcentre.now)


def test_an_objection_is_to_be_confirmed_within_two_years(callcentre, owner):
    keys, rules = callcentre.desk.keys, callcentre.desk.rules(callcentre.tenant)
    actions.set_by_staff(owner, Preference.NO_ADVERTISING, NUMBER, keys, rules, callcentre.now)
    actions.set_by_staff(owner, Preference.NEVER_RECORD, OTHER, keys, rules, callcentre.now)
    found = {wish.preference: wish for wish in preferences.wishes(owner, rules, callcentre.now).wishes}
    review = found[Preference.NO_ADVERTISING].review_at
    assert review is not None
    assert 729 * DAY < review - callcentre.now < 733 * DAY
    assert found[Preference.NEVER_RECORD].review_at is None
    later = Millis(callcentre.now + 100 * DAY)
    actions.review(owner, rules, later)
    (confirmed, *_) = (
        wish for wish in preferences.wishes(owner, rules, later).wishes if wish.review_at is not None
    )
    assert confirmed.review_at - review >= 99 * DAY
