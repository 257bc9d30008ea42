"""A segment: one journal of one person's voice under one grant.

It cannot come into being without a living grant, nor go on after a pause without
one. Closing needs none: what was captured while the grant lived is closed in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.recording.timeline import Timeline

if TYPE_CHECKING:
    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId
    from rufschutz.domain.moments import Millis


class Segment:
    """A recording from start to close. Raises `GrantError` where ``grant`` is dead."""

    __slots__ = ("artefact", "grant", "timeline")

    def __init__(self, grant: Grant, artefact: ArtefactId, at: Millis) -> None:
        grant.require()
        self.grant = grant
        self.artefact = artefact
        self.timeline = Timeline(at)

    @property
    def capturing(self) -> bool:
        """Whether a frame may be captured now: not paused, not closed, and the grant lives."""
        return self.timeline.capturing and self.grant.alive

    def pause(self, at: Millis, reason: str) -> None:
        """Begin a gap; raise `TimelineError` unless sound is being captured."""
        self.timeline = self.timeline.paused(at, reason)

    def resume(self, at: Millis) -> None:
        """End the gap under the same grant; raise `GrantError` if it has died meanwhile."""
        self.grant.require()
        self.timeline = self.timeline.resumed(at)

    def close(self, at: Millis) -> None:
        """End the segment; raise `TimelineError` if it was closed before."""
        self.timeline = self.timeline.closed(at)
