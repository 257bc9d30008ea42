"""A recording's row goes forward only, and ends as a line that tells nothing of the sound."""

from __future__ import annotations

import pytest

from rufschutz.core.recordings import actions
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.ids import BlobId
from rufschutz.domain.moments import Millis


@pytest.mark.usefixtures("scope")
def test_what_is_archived_is_not_kept_or_named_again(office):
    caller = office.recorded()
    blob = Recording.objects.get().blob
    actions.break_off(caller.artefact, office.now)
    actions.name_blob(caller.artefact, BlobId("f" * 32))
    row = Recording.objects.get()
    assert (row.state, row.blob, row.cut_short) == (State.ARCHIVED, blob, False)


@pytest.mark.usefixtures("scope")
def test_an_erased_line_keeps_when_and_why_and_nothing_of_the_sound(office):
    caller = office.recorded()
    actions.erase([caller.artefact], Millis(5))
    row = Recording.objects.get()
    assert (row.state, row.erased_at, row.due_at) == (State.ERASED, 5, None)
    assert (row.blob, row.codec, row.size, row.voiced, row.gaps) == ("", "", 0, 0, [])
    assert row.rule == "recording_matter/P7D"


@pytest.mark.usefixtures("scope")
def test_forgetting_a_call_takes_gone_recordings_only(office):
    gone, living = office.recorded("1"), office.recorded("2")
    actions.erase([gone.artefact], Millis(5))
    actions.forget([gone.id, living.id])
    assert Recording.objects.get().id == living.artefact
