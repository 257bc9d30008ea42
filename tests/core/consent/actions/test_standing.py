"""A standing consent is a state of a number and a purpose; it ends by wish, by its rule, by a change."""

from __future__ import annotations

from importlib import import_module

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent import actions, staleness
from rufschutz.core.consent.actions import StandingKey, standing
from rufschutz.core.consent.models import Consent, ConsentEvent, StandingConsent
from rufschutz.core.retention.actions import run, withdraw
from rufschutz.core.retention.due import Shelf
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import KeyMethod
from rufschutz.domain.call.facts import ConsentChanged, ConsentState, RefusedBy
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import DAY, Millis

NUMBER = "+493023125042"
OTHER = "+493023125043"
REMIND = PurposeId("remind")
TEXT = TextId("offer.remind")
YEAR = 365 * DAY


@pytest.fixture(autouse=True)
def unchanged(monkeypatch):
    """No text has changed materially unless a test says so."""
    monkeypatch.setattr(staleness, "material_since", lambda *_: False)


@pytest.fixture
def rules(office):
    return office.desk.rules(office.tenant)


def answers(office, state=ConsentState.GIVEN, name="1", at=0, number=NUMBER):
    caller = office.call(name, office.now + at)
    caller.start()
    head = caller.head()
    yes = state is ConsentState.GIVEN
    asked = (Millis(head.at - 900), Millis(head.at - 100), KeyMethod.RTP_EVENT) if yes else (None,) * 3
    refused = RefusedBy.KEY if state is ConsentState.REFUSED else None
    caller.tell(
        ConsentChanged(
            head, REMIND, state, TEXT, Language.DE, "1" * 64, "2" * 64, *asked, refused, "P24M", number
        )
    )
    caller.end("refused")
    office.take()
    return caller


def key(office):
    index = office.desk.keys.lookup(office.tenant, "consent_and_objection", NUMBER)
    return StandingKey(office.tenant, index, REMIND)


@pytest.mark.usefixtures("scope")
def test_a_yes_stands_for_the_number_and_outlives_the_call(office):
    answers(office)
    state = StandingConsent.objects.get()
    assert (state.state, state.purpose, state.number_index) == ("given", REMIND, key(office).number_index)
    run([office.tenant], office.place, Millis(office.now + 60 * DAY))
    assert StandingConsent.objects.get().state == "given"
    assert ConsentEvent.objects.get().kind == "consent_standing"


@pytest.mark.usefixtures("scope")
def test_a_no_names_nobody_and_goes_after_a_week(office):
    answers(office, ConsentState.REFUSED)
    assert not StandingConsent.objects.exists()
    event = ConsentEvent.objects.get()
    assert (event.number_index, event.kind) == ("", "consent_refused")


@pytest.mark.usefixtures("scope")
def test_withdrawing_in_a_later_call_ends_it(office):
    answers(office)
    answers(office, ConsentState.WITHDRAWN, "2", DAY)
    assert StandingConsent.objects.get().state == "withdrawn"


@pytest.mark.usefixtures("scope")
def test_withdrawing_the_call_it_was_given_in_ends_it(office, owner):
    caller = answers(office)
    withdraw(owner, caller.id, office.desk.keys, office.place, Millis(office.now + DAY))
    assert StandingConsent.objects.get().state == "withdrawn"
    assert Consent.objects.get().state == "withdrawn"


@pytest.mark.usefixtures("scope")
def test_staff_ends_it_in_one_step(office, owner, rules):
    answers(office)
    now = Millis(office.now + DAY)
    before = ConsentEvent.objects.get().due_at
    assert standing.end_by_staff(owner, REMIND, NUMBER, office.desk.keys, rules, now) == 1
    assert standing.end_by_staff(owner, REMIND, NUMBER, office.desk.keys, rules, now) == 0
    assert StandingConsent.objects.get().state == "withdrawn"
    assert ConsentEvent.objects.get(state="given").due_at < before


@pytest.mark.usefixtures("scope")
def test_two_years_without_use_and_it_has_expired_by_its_rule(office, rules):
    answers(office)
    keys, later = office.desk.keys, Millis(office.now + 2 * YEAR + 3 * DAY)
    assert actions.expire(office.tenant, keys, rules, Millis(office.now + YEAR)) == 0
    assert not actions.used(key(office), rules, later)
    assert actions.expire(office.tenant, keys, rules, later) == 1
    assert actions.expire(office.tenant, keys, rules, later) == 0
    assert (StandingConsent.objects.get().state, ConsentEvent.objects.count()) == ("expired", 2)
    assert OutboxEntry.objects.filter(event="consent:recording:expired").count() == 1


@pytest.mark.usefixtures("scope")
def test_each_use_keeps_it(office, rules):
    answers(office)
    assert actions.used(key(office), rules, Millis(office.now + 700 * DAY))
    keys = office.desk.keys
    assert actions.expire(office.tenant, keys, rules, Millis(office.now + 2 * YEAR + 3 * DAY)) == 0
    assert StandingConsent.objects.get().used_at == office.now + 700 * DAY


@pytest.mark.usefixtures("scope")
def test_words_that_changed_materially_make_it_invalid(office, rules, monkeypatch):
    answers(office)
    assert actions.invalidate(office.tenant, office.desk.keys, rules, office.now) == 0
    monkeypatch.setattr(staleness, "material_since", lambda *_: True)
    later = Millis(office.now + DAY)
    assert actions.invalidate(office.tenant, office.desk.keys, rules, later) == 1
    assert StandingConsent.objects.get().state == "invalidated"


@pytest.mark.usefixtures("scope")
def test_under_words_that_changed_it_is_used_no_more_before_the_daily_round(office, rules, monkeypatch):
    answers(office)
    monkeypatch.setattr(staleness, "material_since", lambda *_: True)
    assert not actions.used(key(office), rules, Millis(office.now + DAY))
    assert StandingConsent.objects.get().used_at is None


@pytest.mark.usefixtures("scope")
def test_when_its_events_are_erased_nothing_of_it_is_left(office, rules):
    answers(office)
    later = Millis(office.now + 2 * YEAR + 3 * DAY)
    actions.expire(office.tenant, office.desk.keys, rules, later)
    run([office.tenant], office.place, Millis(later + 6 * YEAR))
    assert not ConsentEvent.objects.exists()
    assert not StandingConsent.objects.exists()


@pytest.mark.usefixtures("scope")
def test_what_is_used_while_others_expire_stays(office, rules, monkeypatch):
    """Two are over; while the first is being ended, the second is used in a call."""
    answers(office)
    answers(office, name="2", number=OTHER)
    over = Millis(max(StandingConsent.objects.values_list("expires_at", flat=True)))
    indexes = [
        office.desk.keys.lookup(office.tenant, "consent_and_objection", each) for each in (NUMBER, OTHER)
    ]
    end = standing.end

    def used_meanwhile(ending, *rest):
        end(ending, *rest)
        other = next(index for index in indexes if index != ending.number_index)
        actions.used(StandingKey(office.tenant, other, REMIND), rules, Millis(over - 1))

    monkeypatch.setattr(standing, "end", used_meanwhile)
    assert actions.expire(office.tenant, office.desk.keys, rules, over) == 1
    assert sorted(StandingConsent.objects.values_list("state", flat=True)) == ["expired", "given"]


@pytest.mark.usefixtures("scope")
def test_proof_renewed_while_the_sweep_looks_at_it_stays(office, rules, monkeypatch):
    answers(office)
    due = Millis(office.now + YEAR)
    ConsentEvent.objects.update(due_at=due)
    sweep = import_module("rufschutz.core.retention.actions.sweep")
    look = sweep.due_on

    def used_meanwhile(*asked):
        found = look(*asked)
        if asked[0] is Shelf.CONSENTS:
            actions.used(key(office), rules, Millis(due - 1))
        return found

    monkeypatch.setattr(sweep, "due_on", used_meanwhile)
    run([office.tenant], office.place, due)
    assert StandingConsent.objects.get().state == "given"
    assert ConsentEvent.objects.exists()
