"""A subject's keys die with the last thing they could open, not before."""

from __future__ import annotations

import pytest

from rufschutz.core.calls.models import Call
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.orphans import orphaned_subjects


@pytest.mark.usefixtures("scope")
def test_call_sound_and_number_each_keep_them_alive(office):
    caller = office.call().start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take()
    for rows in (Call.objects.all(), Recording.objects.all(), Matter.objects.all()):
        assert orphaned_subjects({caller.id}) == ()
        rows.delete()
    assert orphaned_subjects({caller.id}) == (caller.id,)
