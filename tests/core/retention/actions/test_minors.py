"""Staff say that a child called: the sound is gone, no yes counts, and whoever calls back knows."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import NotFound
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import mark_minor
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.call.facts import About
from rufschutz.domain.consent.withdrawal import CallStillRunning
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis

pytestmark = [pytest.mark.rule("R22"), pytest.mark.rule("R110"), pytest.mark.usefixtures("scope")]


def mark(office, actor, call):
    return mark_minor(actor, call, office.desk.keys, office.place, Millis(office.now + DAY))


def test_all_sound_and_every_yes_of_the_call_ends_at_once(office, owner):
    caller = office.recorded()
    ending = mark(office, owner, caller.id)
    assert (ending.invalidated, ending.destroyed) == ({"record_matter"}, {caller.artefact})
    assert Recording.objects.get().state == State.ERASED
    assert Consent.objects.get().state == "withdrawn"


def test_what_was_asked_for_stays_and_says_that_a_child_waits_for_a_person(office, owner):
    caller = office.call().start().no().ask_back().end("refused")
    office.take()
    ending = mark(office, owner, caller.id)
    assert (ending.invalidated, ending.destroyed) == (frozenset(), frozenset())
    matter = Matter.objects.get()
    assert matter.about == About.MINOR
    assert matter.number_sealed is not None


def test_marked_twice_it_happens_once(office, owner):
    caller = office.recorded()
    mark(office, owner, caller.id)
    assert mark(office, owner, caller.id).destroyed == frozenset()


def test_another_call_is_left_as_it_is(office, owner):
    office.recorded("other")
    mark(office, owner, office.recorded("child", at=office.now + 60_000).id)
    assert sorted(Recording.objects.values_list("state", flat=True)) == [State.ARCHIVED, State.ERASED]


def test_while_the_call_runs_the_caller_decides(office, owner):
    caller = office.call().start().yes()
    office.take()
    with pytest.raises(CallStillRunning):
        mark(office, owner, caller.id)


def test_who_may_not_withdraw_may_not_mark(office, officer):
    caller = office.recorded()
    with pytest.raises(AccessDenied):
        mark(office, officer, caller.id)
    assert Recording.objects.get().state == State.ARCHIVED


def test_a_call_that_is_not_there_is_not_found(office, owner):
    with pytest.raises(NotFound):
        mark(office, owner, CallId("0" * 32))
