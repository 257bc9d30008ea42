"""Emergency access as it is written down: opened, used, given back, reviewed, forgotten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.glass.actions import Asked, close_glass, forget_due, open_glass, review
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.glass.queries import open_of
from rufschutz.core.matters.actions import reveal_number
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.access import breaking
from rufschutz.domain.access.breaking import LONGEST, Finding
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.access.table import MATTER, RECORD
from rufschutz.domain.ids import CallId, FactId, PersonId
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.usefixtures("scope")
WHY = "Kollegin krank, der Anrufer wartet seit gestern"


@pytest.fixture
def agent(tenant):
    """Someone of the team without a line."""
    return Actor(PersonId("7" * 32), tenant, Role.AGENT, second_factor=True)


@pytest.fixture
def leader(tenant):
    """The team leader."""
    return Actor(PersonId("8" * 32), tenant, Role.SUPERVISOR, second_factor=True)


def opened(office, actor, call, purpose=RECORD, **other):
    asked = replace(Asked(call, purpose, WHY, LONGEST, office.now), **other)
    return open_glass(actor, asked, office.desk.rules(office.tenant), office.now)


def through(office, actor, at=None):
    now = office.now if at is None else at
    return replace(actor, glasses=open_of(actor.tenant, actor.person, actor.role, Millis(now)))


def hear(office, actor, artefact, at=None):
    now = office.now if at is None else Millis(at)
    return open_recording(actor, artefact, office.desk.keys, office.desk.blobs, now)


def log(event):
    rows = OutboxEntry.objects.filter(event=event).order_by("id")
    return [json.loads(row.payload) for row in rows]


@pytest.mark.rule("R60")
def test_a_colleague_s_message_is_heard_through_it_until_it_ends_and_the_log_says_so(office, agent):
    caller = office.recorded()
    with pytest.raises(AccessDenied):
        hear(office, agent, caller.artefact)
    glass = opened(office, agent, caller.id)
    with hear(office, through(office, agent), caller.artefact) as sound:
        assert sound.length > 0
    (entry,) = log("console:recording:played")
    assert entry["details"]["glass"] == glass.id
    with pytest.raises(AccessDenied):
        hear(office, through(office, agent, glass.until), caller.artefact, glass.until)


@pytest.mark.rule("R61")
def test_row_and_log_say_who_opened_what_for_what_until_when_and_the_log_not_why(office, leader):
    caller = office.recorded()
    glass = opened(office, leader, caller.id)
    row = EmergencyAccess.objects.get()
    assert (row.id, row.person, row.call, row.reason) == (glass.id, leader.person, caller.id, WHY)
    assert (row.opened_at, row.until) == (office.now, office.now + LONGEST)
    (entry,) = log("access:glass:opened")
    assert (entry["actor"], entry["subject"]) == (leader.person, glass.id)
    assert entry["details"]["until"] == glass.until
    assert "Kollegin" not in json.dumps(entry)
    assert OutboxEntry.objects.get(event="access:glass:opened").call == caller.id


@pytest.mark.rule("R84")
def test_the_officer_opens_nothing_and_nothing_is_written(office, officer):
    caller = office.recorded()
    with pytest.raises(AccessDenied):
        opened(office, officer, caller.id)
    assert not EmergencyAccess.objects.exists()
    assert log("access:glass:opened") == []


@pytest.mark.rule("R60")
def test_the_number_of_another_line_is_shown_through_it_alone(office, agent):
    caller = office.call()
    caller.start().no().ask_back().end("refused")
    office.take()
    matter = FactId(caller.facts[-2].head.fact)
    with pytest.raises(AccessDenied):
        reveal_number(agent, MATTER, matter, office.desk.keys, office.now)
    glass = opened(office, agent, caller.id, MATTER)
    shown = reveal_number(through(office, agent), MATTER, matter, office.desk.keys, office.now)
    assert shown == "+493023125001"
    assert log("console:number:viewed")[0]["details"]["glass"] == glass.id


def test_another_call_stays_shut(office, agent):
    first, second = office.recorded("1"), office.recorded("2")
    opened(office, agent, first.id)
    with pytest.raises(AccessDenied):
        hear(office, through(office, agent), second.artefact)


@pytest.mark.rule("R60")
def test_what_is_in_quarantine_is_not_opened(office, leader):
    caller = office.recorded()
    Recording.objects.filter(id=caller.artefact).update(state=State.QUARANTINED)
    with pytest.raises(breaking.NothingToOpenError):
        opened(office, leader, caller.id)


def test_a_call_that_is_not_there_is_not_found(office, agent):
    with pytest.raises(NotFound):
        opened(office, agent, CallId("9" * 32))


@pytest.mark.rule("R35")
def test_a_call_of_another_tenant_is_not_found(office, agent, other_tenant):
    caller = office.recorded()
    with pytest.raises(NotFound):
        opened(office, replace(agent, tenant=other_tenant), caller.id)


def test_given_back_it_opens_nothing_more(office, agent, leader):
    caller = office.recorded()
    glass = opened(office, agent, caller.id)
    with pytest.raises(NotFound):
        close_glass(leader, glass.id, office.now)
    later = Millis(office.now + 1)
    assert close_glass(agent, glass.id, later) == caller.id
    close_glass(agent, glass.id, Millis(later + 1))
    assert through(office, agent, later).glasses == ()
    assert len(log("access:glass:closed")) == 1


@pytest.mark.rule("R60")
def test_it_is_reviewed_by_another_person_once_it_is_over(office, agent, leader, owner, officer):
    glass = opened(office, leader, office.recorded().id)
    over = glass.until
    words = "War mit mir abgesprochen"
    with pytest.raises(breaking.StillOpenError):
        review(owner, glass.id, Finding.JUSTIFIED, words, office.now)
    with pytest.raises(breaking.OwnGlassError):
        review(leader, glass.id, Finding.JUSTIFIED, words, over)
    for nobody in (agent, officer):
        with pytest.raises(AccessDenied):
            review(nobody, glass.id, Finding.JUSTIFIED, words, over)
    review(owner, glass.id, Finding.NOT_JUSTIFIED, words, over)
    row = EmergencyAccess.objects.get()
    assert (row.reviewed_by, row.finding, row.words) == (owner.person, "not_justified", words)
    (entry,) = log("access:glass:reviewed")
    assert entry["details"]["finding"] == "not_justified"
    with pytest.raises(breaking.ReviewedError):
        review(owner, glass.id, Finding.JUSTIFIED, words, over)


def test_it_is_kept_as_long_as_the_log_tells_who_looked(office, agent):
    opened(office, agent, office.recorded().id)
    due = EmergencyAccess.objects.get().due_at
    assert office.now + 364 * DAY < due < office.now + 368 * DAY
    assert forget_due(office.tenant, Millis(due - 1)) == 0
    assert forget_due(office.tenant, Millis(due)) == 1
    assert not EmergencyAccess.objects.exists()
