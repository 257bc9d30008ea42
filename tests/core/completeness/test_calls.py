"""Calls whose course and rows do not agree; the difference itself: actions/test_check.py."""

from __future__ import annotations

import pytest

from rufschutz.core.calls.models import TimelineEntry
from rufschutz.core.completeness import calls
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.completeness.artefact import GRACE
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.usefixtures("scope")


def odd(office, after=DAY):
    return list(calls.disagreeing(office.tenant, Millis(office.now + after)))


def test_a_death_before_storage_that_no_course_tells_of_disagrees(office):
    caller = office.recorded()
    assert odd(office) == []
    Recording.objects.update(state="destroyed_before_storage")
    assert odd(office) == [caller.id]
    assert odd(office, GRACE) == []


def test_a_call_that_is_gone_when_looked_at_again_is_nothing(office, monkeypatch):
    monkeypatch.setattr(calls, "PAGE", 1)
    first, second = office.recorded("1"), office.recorded("2")
    TimelineEntry.objects.filter(kind="recording_started").delete()
    assert sorted(odd(office)) == sorted([first.id, second.id])
    assert [name for _, name in calls.still(office.tenant, [first.id, "0" * 32])] == [first.id]
