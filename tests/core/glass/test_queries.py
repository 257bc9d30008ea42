"""What is told of emergency access, and to whom."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.glass.actions import Asked, close_glass, open_glass, review
from rufschutz.core.glass.queries import Watch, open_of, openable, openings, watch
from rufschutz.domain.access.breaking import LONGEST, Finding
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.access.table import MATTER, RECORD, SECURITY
from rufschutz.domain.ids import CallId, PersonId
from rufschutz.domain.moments import Millis

pytestmark = pytest.mark.usefixtures("scope")


@pytest.fixture
def leader(tenant):
    """The team leader."""
    return Actor(PersonId("8" * 32), tenant, Role.SUPERVISOR, second_factor=True)


@pytest.fixture
def glass(office, leader):
    """One that the team leader opened."""
    asked = Asked(
        office.recorded().id, RECORD, "Kollegin krank, der Anrufer wartet noch", LONGEST, office.now
    )
    return open_glass(leader, asked, office.desk.rules(office.tenant), office.now)


def test_it_counts_for_its_person_in_its_role_until_it_ends(office, glass, leader):
    def open_at(person, role, at):
        return open_of(office.tenant, person, role, Millis(at))

    assert open_at(leader.person, Role.SUPERVISOR, office.now) == (glass,)
    assert open_at(leader.person, Role.AGENT, office.now) == ()
    assert open_at(PersonId("9" * 32), Role.SUPERVISOR, office.now) == ()
    assert open_at(leader.person, Role.SUPERVISOR, glass.until) == ()


@pytest.mark.rule("R60")
def test_owner_and_officer_see_it_at_once_with_its_reason(office, glass, owner, officer, operator):
    for actor in (owner, officer):
        (seen,) = openings(actor, SECURITY, office.now)
        assert (seen.id, seen.reason.partition(" ")[0], seen.finding) == (glass.id, "Kollegin", None)
        assert seen.open(office.now)
        assert not seen.open(glass.until)
    with pytest.raises(AccessDenied):
        openings(operator, SECURITY, office.now)


def test_open_ones_and_those_to_be_reviewed_are_counted(office, glass, leader, owner):
    assert watch(office.tenant, office.now) == Watch(open=1, unreviewed=0)
    close_glass(leader, glass.id, office.now)
    assert watch(office.tenant, office.now) == Watch(open=0, unreviewed=1)
    review(owner, glass.id, Finding.JUSTIFIED, "war nicht anders möglich", office.now)
    assert watch(office.tenant, office.now) == Watch(open=0, unreviewed=0)


def test_it_is_offered_where_it_would_open_something(office, leader, owner, officer):
    caller = office.recorded()
    assert openable(leader, caller.id, office.now) == (RECORD,)
    assert openable(owner, caller.id, office.now) == ()
    assert openable(officer, caller.id, office.now) == ()
    stranger = Actor(PersonId("7" * 32), office.tenant, Role.AGENT, second_factor=True)
    assert openable(stranger, caller.id, office.now) == (MATTER, RECORD)
    assert openable(stranger, CallId("9" * 32), office.now) == ()
