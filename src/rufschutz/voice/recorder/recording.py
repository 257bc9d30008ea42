"""One recording as the tick sees it: it takes frames while its grant lives, and never waits.

At most one unfinished second of sound is kept here; it is overwritten when the
recording is destroyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import Millis
from rufschutz.voice.recorder.errors import RecordingShutError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.ids import ArtefactId

SECOND_BYTES: Final = 8_000


class Recording:
    """Made by `Recorder.open`; ``hand_over`` takes each finished second. Belongs to the tick's thread.

    ``sounded``: something of it was handed over. ``destroyed`` and ``failed`` are also read and set by the
    writer's thread; all three only ever turn true.
    """

    __slots__ = (
        "_closed",
        "_filled",
        "_grant",
        "_hand_over",
        "_paused_at",
        "_second",
        "artefact",
        "destroyed",
        "failed",
        "sounded",
    )

    def __init__(
        self, artefact: ArtefactId, grant: Grant, hand_over: Callable[[Recording, bytes], None]
    ) -> None:
        grant.require()
        self.artefact = artefact
        self.destroyed = False
        self.failed = False
        self.sounded = False
        self._grant = grant
        self._hand_over = hand_over
        self._second = bytearray(SECOND_BYTES)
        self._filled = 0
        self._paused_at: Millis | None = None
        self._closed = False

    @property
    def shut(self) -> bool:
        """Say whether the recording takes nothing any more."""
        return self._closed or self.destroyed or self.failed

    def feed(self, frame: bytes | memoryview) -> None:
        """Take sound of at most a second (a frame has 160 octets).

        It is dropped without a word where the grant is dead, and while the recording is paused or shut.
        """
        if not self._grant.alive or self._paused_at is not None or self.shut:
            return
        filled = self._filled
        end = filled + len(frame)
        if end > SECOND_BYTES:
            self.flush()
            filled, end = 0, len(frame)
        self._second[filled:end] = frame
        self._filled = end
        if end == SECOND_BYTES:
            self.flush()

    def flush(self) -> None:
        """Hand over what there is of the second."""
        if self._filled:
            sound = bytes(memoryview(self._second)[: self._filled])
            self._filled = 0
            self._hand_over(self, sound)

    def pause(self, now: Millis) -> None:
        """Take nothing until `resume`; a recording that is paused stays so."""
        self.require_open()
        self.flush()
        if self._paused_at is None:
            self._paused_at = now

    def resume(self, grant: Grant, now: Millis) -> Millis | None:
        """Go on under a living grant; return how long the pause was, None where there was none.

        Raises `GrantError` where the grant is dead: the recording stays paused.
        """
        self.require_open()
        grant.require()
        self._grant = grant
        return self._end_pause(now)

    def close(self, now: Millis) -> Millis | None:
        """Hand over the rest and take no more; return the length of a pause that lasted until now."""
        self.flush()
        self._closed = True
        return self._end_pause(now)

    def destroy(self) -> None:
        """Take no more and overwrite the unfinished second."""
        self.destroyed = True
        self._second[:] = bytes(SECOND_BYTES)
        self._filled = 0

    def require_open(self) -> None:
        """Raise `RecordingShutError` unless the recording is open."""
        if self.shut:
            raise RecordingShutError(f"recording {self.artefact} is shut")

    def require_grant(self) -> None:
        """Raise `GrantError` unless the grant is alive."""
        self._grant.require()

    def _end_pause(self, now: Millis) -> Millis | None:
        began, self._paused_at = self._paused_at, None
        return None if began is None else Millis(max(now - began, 0))
