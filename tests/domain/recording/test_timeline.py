from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.recording.timeline import Part, Timeline, TimelineError


def test_sound_gap_sound():
    timeline = Timeline(1_000).paused(4_000, "privacy_text").resumed(9_000).closed(10_500)
    assert timeline.parts == (Part(1_000, 4_000), Part(4_000, 9_000, "privacy_text"), Part(9_000, 10_500))
    assert timeline.sound == 4_500
    assert timeline.parts[1].length == 5_000
    assert timeline.since is None


def test_only_a_running_timeline_without_a_gap_captures():
    running = Timeline(0)
    assert running.capturing
    assert not running.paused(1, "repeat").capturing
    assert not running.closed(1).capturing


@pytest.mark.parametrize(
    "act",
    [
        lambda: Timeline(0).resumed(1),
        lambda: Timeline(0).paused(1, "a").paused(2, "b"),
        lambda: Timeline(0).closed(1).closed(2),
        lambda: Timeline(0).closed(1).paused(2, "a"),
        lambda: Timeline(0).closed(1).resumed(2),
        lambda: Timeline(5).closed(4),
    ],
)
def test_what_the_state_does_not_allow_is_refused(act):
    with pytest.raises(TimelineError) as refused:
        act()
    assert refused.value.advice


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=20))
def test_parts_have_neither_overlap_nor_hole(steps):
    timeline, at = Timeline(0), 0
    for step in steps:
        at += step
        timeline = timeline.paused(at, "gap") if timeline.capturing else timeline.resumed(at)
    timeline = timeline.closed(at + 1)
    assert timeline.parts[0].start == 0
    assert all(a.end == b.start for a, b in zip(timeline.parts, timeline.parts[1:], strict=False))
    assert sum(part.length for part in timeline.parts) == at + 1
