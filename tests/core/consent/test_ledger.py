"""The ledger answers for a number over all calls and purposes, and never with a number."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.consent import ledger
from rufschutz.core.consent.ledger import ReasonNeeded
from rufschutz.core.holds.actions.placing import restrict
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.because import Because
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis

NUMBER = "+493023125042"


def test_two_calls_of_a_number_are_one_timeline(office, owner):
    first = office.recorded("1")
    second = office.recorded("2", office.now + DAY)
    office.recorded("3", office.now + 2 * DAY).office.call("4", number="+493023125077")
    found = ledger.search(owner, office.desk.keys, NUMBER, office.now)
    assert [line.call for line in found.lines][:2] == [first.id, second.id]
    assert {line.state for line in found.lines} == {ConsentState.GIVEN}
    assert NUMBER[-6:] not in repr(found)
    assert ledger.search(owner, office.desk.keys, "+493023125001", office.now).lines == ()
    assert ledger.search(owner, office.desk.keys, "unbekannt", office.now).lines == ()


@pytest.mark.rule("R35")
def test_another_controllers_callers_are_not_found(office, owner, other_tenant):
    office.recorded()
    stranger = type(owner)(owner.person, other_tenant, owner.role, second_factor=True)
    assert ledger.search(stranger, office.desk.keys, NUMBER, office.now).lines == ()


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
def test_a_restricted_call_is_not_found_by_its_number(office, owner):
    first, second = office.recorded("1"), office.recorded("2", office.now + DAY)
    ground = Ground(Kind.RESTRICTION, "Richtigkeit bestritten", Millis(office.now + 90 * DAY), told=True)
    restrict(owner, first.id, ground, office.desk.keys, Millis(office.now + DAY))
    found = ledger.search(owner, office.desk.keys, NUMBER, office.now)
    assert {line.call for line in found.lines} == {second.id}


@pytest.mark.usefixtures("scope")
def test_who_looks_owes_a_reason_where_the_table_says_so_and_stands_in_the_log(office, officer):
    office.recorded()
    with pytest.raises(ReasonNeeded) as refused:
        ledger.search(officer, office.desk.keys, NUMBER, office.now)
    assert "access_request" in refused.value.diagnostics()
    assert not OutboxEntry.objects.filter(event="console:consents:searched").exists()
    found = ledger.search(officer, office.desk.keys, NUMBER, office.now, Because.COMPLAINT)
    told = OutboxEntry.objects.get(event="console:consents:searched")
    assert ('"because":"complaint"' in told.payload, len(found.lines)) == (True, 1)
    assert NUMBER not in told.payload


def test_who_has_no_business_there_sees_nothing(office, operator):
    with pytest.raises(AccessDenied):
        ledger.search(operator, office.desk.keys, NUMBER, office.now, Because.REVIEW)
    with pytest.raises(AccessDenied):
        ledger.of_call(operator, CallId("1" * 32), office.now, Because.REVIEW)


def test_the_course_of_a_call_outlives_the_call(office, owner):
    caller = office.recorded()
    run([office.tenant], office.place, Millis(office.now + 60 * DAY))
    (line,) = ledger.of_call(owner, caller.id, office.now)
    assert (line.method, line.promised, line.state) == ("rtp_event", "P7D", ConsentState.GIVEN)
    for nowhere in ("9" * 32, ""):
        with pytest.raises(NotFound):
            ledger.of_call(owner, CallId(nowhere), office.now)
