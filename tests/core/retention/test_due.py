"""What is due is read from the rows' own moments, the moment itself included."""

from __future__ import annotations

import pytest

from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.due import Shelf, due_numbers, due_on
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
