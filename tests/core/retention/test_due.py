"""What is due is read from the rows' own moments, the moment itself included."""

from __future__ import annotations

import pytest

from rufschutz.core.matters.actions import close
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import rehearse, run
from rufschutz.core.retention.due import Shelf, due_numbers
from rufschutz.core.retention.shredders import due_on
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_the_moment_counts_and_the_one_before_does_not(office):
    office.recorded()
    due = Recording.objects.get().due_at
    assert due_on(Shelf.RECORDINGS, Millis(due - 1)) == ()
    assert len(due_on(Shelf.RECORDINGS, Millis(due))) == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("state", [State.OPEN, State.ERASED, State.DESTROYED_BEFORE_STORAGE])
def test_what_holds_no_sound_is_not_due(office, state):
    office.recorded()
    Recording.objects.update(state=state)
    assert due_on(Shelf.RECORDINGS, Millis(office.now + 99 * DAY)) == ()


@pytest.mark.usefixtures("scope")
def test_the_longest_overdue_comes_first(office):
    late = office.recorded("late", at=office.now + 3 * DAY)
    early = office.recorded("early", at=office.now)
    found = due_on(Shelf.RECORDINGS, Millis(office.now + 30 * DAY))
    assert [thing.artefact for thing in found] == [early.artefact, late.artefact]
    assert len(due_on(Shelf.RECORDINGS, Millis(office.now + 30 * DAY), limit=1)) == 1


@pytest.mark.usefixtures("scope")
def test_a_number_is_due_with_its_call_at_the_latest(office):
    office.recorded()
    assert due_numbers(office.now) == ()
    assert len(due_numbers(Millis(office.now + 31 * DAY))) == 1


def message(office):
    """A message, archived, and what it is about."""
    caller = office.call().start().yes().record().speak().keep().ask_back("", "appointment")
    caller.end("yes_and_recorded")
    office.take()
    office.archive()
    return caller


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R104")
@pytest.mark.parametrize("stored_before", [False, True], ids=["today", "with the period of yesterday"])
def test_what_a_message_is_about_goes_with_the_message(office, stored_before):
    message(office)
    due = Recording.objects.get().due_at
    assert Matter.objects.get().due_at == due
    if stored_before:
        Matter.objects.update(due_at=office.now + 90 * DAY)
    run([office.tenant], office.place, Millis(due - 1))
    assert Matter.objects.exists()
    foreseen = rehearse([office.tenant], office.place, Millis(due))
    assert run([office.tenant], office.place, Millis(due)) == foreseen
    assert not Matter.objects.exists()


@pytest.mark.usefixtures("scope")
def test_a_request_to_be_called_back_outlives_the_message(office):
    office.call().start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take()
    run([office.tenant], office.place, Millis(Recording.objects.get().due_at))
    assert Matter.objects.exists()


@pytest.mark.usefixtures("scope")
def test_a_reason_that_nobody_closes_keeps_no_number_once_the_callback_is_done(office, owner):
    caller = office.call().start().yes().record().speak().keep().ask_back("", "appointment").ask_back()
    caller.end("yes_and_recorded")
    office.take()
    called = Matter.objects.exclude(number_rule="").get()
    close(owner, PurposeId("handle_matter"), called.id, office.desk.rules(office.tenant), office.now)
    assert due_numbers(office.now) == (caller.id,)
