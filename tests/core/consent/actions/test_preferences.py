"""Entering and ending a standing wish: by key or by staff, dated by its rule, gone with proof."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions, preferences
from rufschutz.core.consent.actions import WishNotKept
from rufschutz.core.consent.models import StandingWish
from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import Preference, PreferenceSet
from rufschutz.domain.consent.ending import WishEnding
from rufschutz.domain.moments import DAY, Millis

NUMBER = "+493023125042"


@pytest.fixture
def office_rules(office):
    """The rules of an office, which may advertise."""
    zone = office.desk.rules(office.tenant).zone
    return Rules(retention_policy(shipped_policy("O")), zone)


def says(office, preference, number=NUMBER):
    caller = office.call()
    caller.start()
    caller.tell(PreferenceSet(caller.head(), preference, number))
    caller.end("refused")
    office.take()
    return caller


@pytest.mark.usefixtures("scope")
def test_what_a_caller_confirms_by_key_holds_from_the_next_call_on(office):
    caller = says(office, Preference.NEVER_RECORD)
    assert preferences.never_record(office.desk.keys, office.tenant, NUMBER)
    row = StandingWish.objects.get()
    assert caller.id not in {str(value) for value in vars(row).values()}
    assert OutboxEntry.objects.filter(event="consent:preference:set", call=caller.id).exists()


@pytest.mark.usefixtures("scope")
def test_it_survives_the_erasure_of_the_call(office):
    says(office, Preference.NEVER_RECORD)
    run([office.tenant], office.place, Millis(office.now + 60 * DAY))
    assert preferences.never_record(office.desk.keys, office.tenant, NUMBER)


@pytest.mark.usefixtures("scope")
def test_it_ends_a_year_after_the_last_call_and_each_call_begins_the_year_anew(office):
    says(office, Preference.NEVER_RECORD)
    later = Millis(office.now + 300 * DAY)
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    assert actions.contacted(keys, office.tenant, NUMBER, rules, later) == 1
    assert actions.contacted(keys, office.tenant, NUMBER, rules, later) == 0
    run([office.tenant], office.place, Millis(office.now + 400 * DAY))
    assert preferences.never_record(keys, office.tenant, NUMBER)
    run([office.tenant], office.place, Millis(later + 367 * DAY))
    assert not preferences.never_record(keys, office.tenant, NUMBER)
    assert Erasure.objects.filter(kind="preference_never_record", state="logged").count() == 1


@pytest.mark.usefixtures("scope")
def test_a_profile_without_a_rule_keeps_nothing(office, owner):
    says(office, Preference.NO_ADVERTISING)
    assert not StandingWish.objects.exists()
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    with pytest.raises(WishNotKept, match="advertising_objection"):
        actions.set_by_staff(owner, Preference.NO_ADVERTISING, NUMBER, keys, rules, office.now)


@pytest.mark.usefixtures("scope")
def test_entered_twice_it_stands_once(office, owner):
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    assert actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    assert not actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    assert StandingWish.objects.count() == 1


@pytest.mark.usefixtures("scope")
def test_taken_back_it_has_no_effect_at_once_and_the_next_run_erases_it(office, owner):
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    assert actions.end_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, office.now)
    assert not preferences.never_record(keys, office.tenant, NUMBER)
    assert not actions.end_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, office.now)
    run([office.tenant], office.place, office.now)
    assert not StandingWish.objects.exists()


def test_why_a_wish_was_ended_stands_in_the_log(office, owner):
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    actions.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    why = WishEnding.OTHER_HOLDER
    assert actions.end_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, office.now, why)
    with tenant_scope(office.tenant):
        ended = OutboxEntry.objects.get(event="consent:preference:ended")
    assert f'"{why.value}"' in ended.payload


@pytest.mark.rule("R35")
def test_an_objection_lasts_while_somebody_confirms_every_two_years_that_we_advertise(
    office, owner, office_rules
):
    keys = office.desk.keys
    actions.set_by_staff(owner, Preference.NO_ADVERTISING, NUMBER, keys, office_rules, office.now)
    with tenant_scope(office.tenant):
        first = StandingWish.objects.get().due_at
    later = Millis(office.now + 700 * DAY)
    assert preferences.unreviewed(office.tenant, later) == 1
    assert actions.review(owner, office_rules, later) == 1
    assert preferences.unreviewed(office.tenant, later) == 0
    with tenant_scope(office.tenant):
        assert StandingWish.objects.get().due_at > first > office.now + 5 * 365 * DAY


def test_who_has_no_right_and_what_is_no_number_change_nothing(office, owner, officer):
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    with pytest.raises(AccessDenied):
        actions.set_by_staff(officer, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    with pytest.raises(WishNotKept) as refused:
        actions.set_by_staff(owner, Preference.NEVER_RECORD, "030 123", keys, rules, office.now)
    assert "+49" in refused.value.diagnostics()
    with tenant_scope(office.tenant):
        assert not StandingWish.objects.exists()
