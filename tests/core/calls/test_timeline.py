"""Every kind of entry has its typed line."""

from __future__ import annotations

import pytest

from rufschutz.core.calls import timeline
from rufschutz.core.calls.models import EntryKind, TimelineEntry

DETAIL = {
    "withheld": False,
    "text": "t",
    "language": "de",
    "length": 5,
    "completed": True,
    "key": "1",
    "method": "rtp_event",
    "counted": True,
    "purpose": "p",
    "state": "given",
    "refused_by": "",
    "by": "caller",
    "recording": "r",
    "reason": "privacy_text",
}


@pytest.mark.parametrize("kind", list(EntryKind))
def test_each_kind_reads_back(kind):
    line = timeline.line_of(TimelineEntry(at=7, kind=kind, detail=DETAIL))
    assert line.at == 7
    assert isinstance(line, timeline.Segment) == kind.startswith("recording_")


def test_a_pause_says_why():
    line = timeline.line_of(TimelineEntry(at=7, kind=EntryKind.RECORDING_PAUSED, detail=DETAIL))
    assert isinstance(line, timeline.Segment)
    assert (line.step, line.reason) == (EntryKind.RECORDING_PAUSED, "privacy_text")
