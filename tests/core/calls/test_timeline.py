"""Every kind of entry has its typed line."""

from __future__ import annotations

import pytest

from rufschutz.core.calls import timeline
from rufschutz.core.calls.models import EntryKind, TimelineEntry
from rufschutz.domain.ids import ArtefactId
from rufschutz.domain.moments import Millis

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


def step(at: int, kind: EntryKind, length: int = 0, tape: str = "r") -> timeline.Segment:
    return timeline.Segment(Millis(at), kind, ArtefactId(tape), "", length)


def test_a_recording_ended_where_its_sound_and_its_gaps_end() -> None:
    lines = [
        step(1_000, EntryKind.RECORDING_STARTED),
        step(2_000, EntryKind.RECORDING_STARTED, tape="other"),
        step(6_000, EntryKind.RECORDING_PAUSED),
        step(18_000, EntryKind.RECORDING_RESUMED),
        step(60_000, EntryKind.RECORDING_KEPT, 9_000),
    ]
    assert timeline.stopped(lines) == (timeline.Stopped(Millis(22_000), ArtefactId("r"), 9_000),)


def test_a_recording_ended_in_its_gap_or_at_the_call_s_end_at_the_latest() -> None:
    begun = [step(1_000, EntryKind.RECORDING_STARTED), step(6_000, EntryKind.RECORDING_PAUSED)]
    (held,) = timeline.stopped([*begun, step(9_000, EntryKind.RECORDING_KEPT, 5_000)])
    assert held.at == 6_000
    (late,) = timeline.stopped([*begun, step(9_000, EntryKind.RECORDING_KEPT, 8_100)])
    assert late.at == 9_000


def test_without_a_beginning_or_a_length_no_end_is_guessed() -> None:
    assert timeline.stopped([step(9_000, EntryKind.RECORDING_KEPT, 5_000)]) == ()
    unmeasured = [step(1_000, EntryKind.RECORDING_STARTED), step(9_000, EntryKind.RECORDING_KEPT)]
    assert timeline.stopped(unmeasured) == ()
