"""The one way by which a caller's sound leaves a session: frame by frame, under a living grant.

A capture keeps time true: what was lost, muted or never sent becomes silence,
and nothing can be captured faster than time passes. It lags by three frames, so
that a key that is sent as sound is muted from its first moment, which nobody
knows before 40 ms of it were heard.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, TypeAlias

from rufschutz.voice.media.codecs import BYTES_PER_MS, FRAME_BYTES
from rufschutz.voice.media.rtp import timestamp_ahead
from rufschutz.voice.media.tones import Mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.moments import Millis
    from rufschutz.voice.media.codecs import Codec
    from rufschutz.voice.media.levels import LevelMeter

    Sink: TypeAlias = Callable[[bytes | memoryview], None]
    Waiting: TypeAlias = tuple[bytes, Mark]

LAG: Final = 3
"""Frames that wait for what follows them."""

_AHEAD_OF_TIME: Final = 500 * BYTES_PER_MS
_PLAIN: Final = Mark()


class Capture:
    """Hands frames of exactly 160 octets to ``sink`` for as long as ``grant`` lives.

    Raises `GrantError` if the grant is dead at the start; when it dies later, what
    waits is dropped and so is all that follows. ``sink`` must copy what it keeps.
    """

    __slots__ = (
        "_codec", "_expected", "_grant", "_levels", "_owed", "_silence", "_sink", "_slot", "_started_at",
        "_taken", "_toned", "_waiting", "excess", "muted",
    )  # fmt: skip

    def __init__(
        self, grant: Grant, sink: Sink, codec: Codec, levels: LevelMeter, slot: int, now: Millis
    ) -> None:
        grant.require()
        self._grant = grant
        self._sink = sink
        self._codec = codec
        self._silence = codec.silence
        self._levels = levels
        self._slot = slot
        self._started_at = now
        self._expected: int | None = None
        self._owed = 0
        self._taken = 0
        self._toned = False
        self._waiting: deque[Waiting] = deque()
        self.excess = 0
        self.muted = 0

    def take(self, timestamp: int, frame: bytes | memoryview, now: Millis, *, muted: bool) -> Mark | None:
        """Take one frame (160 octets) in its turn; ``muted`` while a key is down (its tone is not kept).

        Returns the mark to be set before `release`, or None for a frame without sound of its own.
        """
        if not self._grant.alive:
            self._waiting.clear()
            return None
        if timestamp != self._expected:
            self._fill_gap(timestamp, now)
        self._expected = (timestamp + FRAME_BYTES) & 0xFFFFFFFF
        if muted:
            self._wait(self._silence, _PLAIN, now)
            return None
        mark = Mark()
        return mark if self._wait(bytes(frame), mark, now) else None

    def release(self) -> None:
        """Hand over what has waited long enough; once a tick, after its frames were measured."""
        for _ in range(len(self._waiting) - LAG):
            self._let_go()

    def flush(self) -> None:
        """Hand over all that waits: nothing follows."""
        while self._waiting:
            self._let_go()

    def resync(self) -> None:
        """Take the next packet's timestamp as it comes: the stream has started anew."""
        self._expected = None

    def _fill_gap(self, timestamp: int, now: Millis) -> None:
        """Feed silence for the time between the last packet and this one (never more than has passed)."""
        if self._expected is None:
            return
        self._owed += max(timestamp_ahead(timestamp, self._expected), 0)
        missing, self._owed = divmod(self._owed, FRAME_BYTES)
        for _ in range(min(missing, self._allowance(now) // FRAME_BYTES)):
            self._wait(self._silence, _PLAIN, now)

    def _allowance(self, now: Millis) -> int:
        """Return how many octets may be taken now without running ahead of time."""
        return (now - self._started_at) * BYTES_PER_MS + _AHEAD_OF_TIME - self._taken

    def _wait(self, frame: bytes, mark: Mark, now: Millis) -> bool:
        if self._allowance(now) < FRAME_BYTES:
            self.excess += 1
            return False
        self._taken += FRAME_BYTES
        self._waiting.append((frame, mark))
        return True

    def _let_go(self) -> None:
        frame, mark = self._waiting.popleft()
        if not self._grant.alive:
            self._waiting.clear()
            return
        near = self._toned or mark.looks or self._mark(0).looks or self._mark(1).looks
        if near:
            near = self._near_a_tone(mark)
        if near or mark is _PLAIN:
            self.muted += near
            self._sink(self._silence)
            return
        self._sink(frame)
        self._levels.add(self._slot, self._codec, frame)

    def _near_a_tone(self, mark: Mark) -> bool:
        """Say whether a frame is of a tone, follows one, or comes up to two frames before one."""
        before, self._toned = self._toned, self._is_tone(mark, 0)
        return (
            before
            or self._toned
            or self._is_tone(self._mark(0), place=1)
            or self._is_tone(self._mark(1), place=2)
        )

    def _mark(self, place: int) -> Mark:
        """Return the mark of the frame at ``place`` of those that wait still."""
        return self._waiting[place][1] if place < len(self._waiting) else _PLAIN

    def _is_tone(self, mark: Mark, place: int) -> bool:
        """Say whether a frame belongs to a tone: beyond doubt, or it and the next look like one.

        The last frame of all has no next one: its looks decide.
        """
        return mark.strict or (
            mark.looks and (self._mark(place).looks or self._toned or place >= len(self._waiting))
        )
