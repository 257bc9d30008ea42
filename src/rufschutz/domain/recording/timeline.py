"""The timeline of a recording: sound and marked gaps, without overlap or hole.

It says when sound was captured and when not, and why. It holds no sound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.domain.errors import DomainError

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis


class TimelineError(DomainError):
    """A recording was told to do what its state does not allow."""

    advice = "Start, then pause and resume in turn, then close once; time never runs back."


@dataclass(frozen=True, slots=True)
class Part:
    """From ``start`` to ``end`` (UTC, ms): sound, or a gap where ``gap`` gives the reason."""

    start: Millis
    end: Millis
    gap: str | None = None

    @property
    def length(self) -> int:
        """Length in ms."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Timeline:
    """Closed parts, and what runs since ``since``: sound, or a gap for the reason ``gap``.

    ``since`` is None once the recording is closed.
    """

    since: Millis | None
    gap: str | None = None
    parts: tuple[Part, ...] = ()

    @property
    def capturing(self) -> bool:
        """Whether sound is being captured."""
        return self.since is not None and self.gap is None

    @property
    def sound(self) -> int:
        """Captured sound in the closed parts, in ms."""
        return sum(part.length for part in self.parts if part.gap is None)

    def paused(self, at: Millis, reason: str) -> Timeline:
        """Return the timeline with a gap from ``at`` on; raise `TimelineError` unless capturing."""
        if not self.capturing:
            raise TimelineError("only what is being captured can be paused")
        return replace(self._ended(at), since=at, gap=reason)

    def resumed(self, at: Millis) -> Timeline:
        """Return the timeline with sound from ``at`` on; raise `TimelineError` unless paused."""
        if self.since is None or self.gap is None:
            raise TimelineError("only a pause can be resumed")
        return replace(self._ended(at), since=at, gap=None)

    def closed(self, at: Millis) -> Timeline:
        """Return the closed timeline; raise `TimelineError` if it was closed before."""
        return replace(self._ended(at), since=None, gap=None)

    def _ended(self, at: Millis) -> Timeline:
        if self.since is None:
            raise TimelineError("the recording is closed")
        if at < self.since:
            raise TimelineError("time ran back")
        return replace(self, parts=(*self.parts, Part(self.since, at, self.gap)))
