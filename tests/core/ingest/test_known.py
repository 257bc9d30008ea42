"""What the record knows of a number protects at once, shortens at most, and reaches no other tenant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core import numbers
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import staleness
from rufschutz.core.consent.actions import set_from
from rufschutz.core.consent.models import StandingConsent, StandingWish
from rufschutz.core.ingest import known
from rufschutz.core.ingest.known import Register
from rufschutz.core.tenants.queries import UnknownTenantError, lines
from rufschutz.domain.call.facts import ConsentState, Preference, PreferenceSet
from rufschutz.domain.consent.known import Known
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.vault.keystore.lookup import LookupUse

pytestmark = pytest.mark.rule("R24")

NUMBER, ANOTHER = "+493023125042", "+493023125043"


class Time:
    def __init__(self, now):
        self.at = now

    def now(self):
        return Millis(self.at)


@pytest.fixture
def time(office):
    return Time(office.now)


@pytest.fixture
def register(office, time):
    return Register(office.desk, time.now)


@pytest.fixture
def ask(office, line):
    return lambda number=NUMBER, tenant=office.tenant, line=line: LookupRequest(FORMAT, tenant, line, number)


@pytest.fixture
def objected(office):
    """A caller of an earlier call who confirmed by key that this number is never to be recorded."""
    wish = PreferenceSet(office.call("earlier").head(), Preference.NEVER_RECORD, NUMBER)
    with tenant_scope(office.tenant):
        assert set_from(wish, office.desk.keys, office.desk.rules(office.tenant))


def agreed(office, *, state=ConsentState.GIVEN, until=None):
    index = numbers.index(office.desk.keys, office.tenant, LookupUse.CONSENT_AND_OBJECTION, NUMBER)
    with tenant_scope(office.tenant):
        StandingConsent.objects.create(
            tenant_id=office.tenant, number_index=index, purpose="reminder", state=state.value,
            event="f" * 32, at=office.now, expires_at=until,
        )  # fmt: skip


def test_of_a_number_that_never_called_nothing_is_known(register, ask):
    assert register.known(ask()) == Known()


@pytest.mark.usefixtures("objected")
def test_an_objection_is_known_of_this_number_alone(register, ask):
    assert register.known(ask()) == Known(never_record=True)
    assert register.known(ask(ANOTHER)) == Known()


@pytest.mark.usefixtures("objected")
def test_an_objection_to_one_controller_is_not_told_another(register, ask, other_tenant):
    theirs = lines(other_tenant)[0].id
    assert register.known(ask(tenant=other_tenant, line=theirs)) == Known()


def test_a_line_of_somebody_else_is_told_nothing(register, ask, other_tenant):
    with pytest.raises(UnknownTenantError):
        register.known(ask(line=lines(other_tenant)[0].id))


def test_a_standing_consent_is_known_until_it_ends(register, ask, office, time):
    agreed(office, until=office.now + DAY)
    assert register.known(ask()) == Known(consented=frozenset({"reminder"}))
    time.at += DAY
    assert register.known(ask()) == Known()


def test_a_consent_taken_back_is_not_known(register, ask, office):
    agreed(office, state=ConsentState.WITHDRAWN)
    assert register.known(ask()) == Known()


def test_a_standing_consent_whose_purpose_changed_is_not_known_before_the_daily_round(
    register, ask, office, monkeypatch
):
    agreed(office)
    monkeypatch.setattr(staleness, "material_since", lambda *_: True)
    assert register.known(ask()) == Known()


@pytest.mark.usefixtures("objected")
def test_where_recording_is_objected_to_no_earlier_yes_is_even_looked_for(register, ask, monkeypatch):
    monkeypatch.setattr(known, "remembered", None)
    assert register.known(ask()) == Known(never_record=True)


def test_an_earlier_yes_is_looked_for_in_the_words_that_the_line_asks_with_now(register, ask, monkeypatch):
    asked = []
    monkeypatch.setattr(known, "remembered", lambda *given: asked.append(given[1:4]) or ())
    request = replace(ask(), asked=("1" * 64,))
    assert register.known(request) == Known()
    assert asked == [(request.tenant, NUMBER, ("1" * 64,))]


def test_what_is_no_number_is_unknown(register, ask):
    assert register.known(ask("42")) == Known()


@pytest.mark.usefixtures("objected")
def test_a_wish_that_protects_begins_its_year_anew(register, ask, office, time):
    time.at += 30 * DAY
    register.answered(ask(), register.known(ask()))
    register.answered(ask(ANOTHER), register.known(ask(ANOTHER)))
    with tenant_scope(office.tenant):
        assert [row.contact_at for row in StandingWish.objects.all()] == [time.at]
