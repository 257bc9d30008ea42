from __future__ import annotations

import pytest

from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.recording.segments import Segment
from rufschutz.domain.recording.timeline import Part, TimelineError


@pytest.fixture
def gate():
    return ConsentGate("tenant", "call", 300)


@pytest.fixture
def grant(gate):
    gate.ask("purpose", 1)
    gate.played(1, 1_000, completed=True, alive=True)
    gate.yes(1_300, "consent")
    return gate.stored("consent")


@pytest.mark.rule("R12")
def test_a_segment_cannot_be_constructed_without_a_living_grant(gate, grant):
    gate.end()
    with pytest.raises(GrantError):
        Segment(grant, "artefact", 2_000)


@pytest.mark.rule("R12")
def test_after_a_pause_a_segment_goes_on_under_a_living_grant_only(gate, grant):
    segment = Segment(grant, "artefact", 2_000)
    segment.pause(3_000, "privacy_text")
    gate.end()
    with pytest.raises(GrantError):
        segment.resume(4_000)


@pytest.mark.rule("R17")
def test_with_the_grant_capture_ends_at_once_and_closing_is_still_in_order(gate, grant):
    segment = Segment(grant, "artefact", 2_000)
    assert segment.capturing
    gate.end()
    assert not segment.capturing
    segment.close(3_000)
    assert segment.timeline.parts == (Part(2_000, 3_000),)
    with pytest.raises(TimelineError):
        segment.close(4_000)


def test_a_gap_is_marked_and_captures_nothing(grant):
    segment = Segment(grant, "artefact", 2_000)
    segment.pause(3_000, "repeat")
    assert not segment.capturing
    segment.resume(5_000)
    assert segment.capturing
    segment.close(6_000)
    assert [part.gap for part in segment.timeline.parts] == [None, "repeat", None]
