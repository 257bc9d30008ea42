"""Consents from elsewhere: all lines or none, as what they are, and never against a wish made here."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions, ledger
from rufschutz.core.consent.actions import standing
from rufschutz.core.consent.actions.imports import take
from rufschutz.core.consent.models import ConsentEvent, StandingConsent
from rufschutz.core.consent.sworn import verify_ledger
from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import ConsentState, Preference
from rufschutz.domain.consent.because import Because
from rufschutz.domain.consent.imports import COLUMNS, ImportRefused
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis

WHY = Because.PROOF
REMIND = PurposeId("remind")


@pytest.fixture
def rules(office, owner):
    """An office, which may advertise."""
    policy = shipped_policy("O")
    adopt_policy(office.tenant, policy, owner.person, office.now)
    return Rules(retention_policy(policy), office.desk.rules(office.tenant).zone)


def number(last):
    return f"+4930231250{last:02}"


def csv_of(*rows):
    return "\n".join([",".join(COLUMNS), *rows]).encode()


def remind(last, day="2026-03-01"):
    return f"{number(last)},remind,,,{day},Bogen,Blatt {last}"


def advertise(last, product="Heizung"):
    return f"{number(last)},advertise,phone,{product},2026-03-01,Bogen,Blatt {last}"


@pytest.fixture
def taken(office, owner, rules):
    def _take(*rows, now=office.now, **how):
        return take(owner, csv_of(*rows), office.desk.keys, rules, now, WHY, **how)

    return _take


@pytest.mark.usefixtures("scope")
def test_what_is_taken_over_stands_as_an_import_with_its_sealed_evidence(office, owner, taken):
    assert taken(remind(1), remind(2), advertise(2)).count == 3
    found = ledger.search(owner, office.desk.keys, number(2), office.now, WHY)
    assert {(state.purpose, state.state, state.product) for state in found.standing} == {
        (REMIND, ConsentState.GIVEN, ""),
        ("advertise", ConsentState.GIVEN, "Heizung"),
    }
    assert {line.method for line in found.lines} == {"import"}
    row = ConsentEvent.objects.get(id=found.lines[0].id)
    context = actions.evidence_context(FactId(row.id))
    evidence = json.loads(office.desk.keys.open_evidence(office.tenant, bytes(row.evidence), context))
    assert (evidence["source"], evidence["by"], evidence["collected_on"]) == (
        "Bogen",
        owner.person,
        "2026-03-01",
    )
    assert (row.at, evidence["at"]) == (office.now, office.now)
    assert verify_ledger(office.tenant, office.desk.keys).checked == 3


@pytest.mark.usefixtures("scope")
def test_one_wrong_line_and_nothing_is_taken(taken):
    with pytest.raises(ImportRefused) as refused:
        taken(remind(1), remind(2, "2030-01-01"), f"{number(3)},record_matter,,,2026-03-01,a,b")
    assert [fault.line for fault in refused.value.faults] == [3, 4]
    assert not StandingConsent.objects.exists()
    assert not OutboxEntry.objects.filter(event__startswith="consent:").exists()


@pytest.mark.usefixtures("scope")
def test_a_rehearsal_counts_what_the_import_does(taken):
    rehearsed = taken(remind(1), remind(2), dry_run=True)
    assert (rehearsed.count, rehearsed.batch) == (2, "")
    assert not ConsentEvent.objects.exists()
    assert taken(remind(1), remind(2)).count == StandingConsent.objects.count() == 2


@pytest.mark.usefixtures("scope")
def test_the_same_file_twice_is_refused(taken):
    taken(remind(1))
    with pytest.raises(ImportRefused, match="already"):
        taken(remind(2), remind(1))
    assert StandingConsent.objects.count() == 1


@pytest.mark.usefixtures("scope")
def test_an_older_paper_brings_nothing_back(office, owner, taken, rules):
    taken(remind(1))
    standing.end_by_staff(owner, REMIND, number(1), office.desk.keys, rules, office.now)
    with pytest.raises(ImportRefused, match="took this consent back"):
        taken(remind(1), now=Millis(office.now + DAY))
    later = Millis(office.now + 10 * DAY)
    assert taken(remind(1, "2026-09-25"), now=later).count == 1
    assert StandingConsent.objects.get().state == "given"


@pytest.mark.usefixtures("scope")
def test_an_objection_outweighs_every_paper(office, owner, taken, rules):
    keys = office.desk.keys
    actions.set_by_staff(owner, Preference.NO_ADVERTISING, number(1), keys, rules, office.now)
    with pytest.raises(ImportRefused, match="objected"):
        taken(advertise(1))
    assert taken(remind(1)).count == 1


@pytest.mark.usefixtures("scope")
def test_its_time_runs_from_the_day_it_was_given(office, taken, rules):
    taken(remind(1))
    until = StandingConsent.objects.get().expires_at
    assert until < office.now + 2 * 365 * DAY
    assert actions.expire(office.tenant, office.desk.keys, rules, until) == 1
    with pytest.raises(ImportRefused, match="so long ago"):
        taken(remind(2, "2024-01-01"))


def test_who_may_not_or_says_not_why_takes_nothing(office, owner, officer, rules):
    data = csv_of(remind(1))
    with pytest.raises(AccessDenied):
        take(officer, data, office.desk.keys, rules, office.now, WHY)
    with pytest.raises(ledger.ReasonNeeded):
        take(owner, data, office.desk.keys, rules, office.now)
    with tenant_scope(office.tenant):
        assert not ConsentEvent.objects.exists()
