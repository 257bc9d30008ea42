"""The one way by which a caller's sound leaves a session: frame by frame, under a living grant.

A capture keeps time true: what was lost, muted or never sent becomes silence,
and nothing can be captured faster than time passes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rufschutz.voice.media.codecs import BYTES_PER_MS, FRAME_BYTES
from rufschutz.voice.media.rtp import timestamp_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.consent.grant import Grant
    from rufschutz.domain.moments import Millis
    from rufschutz.voice.media.codecs import Codec
    from rufschutz.voice.media.levels import LevelMeter

    Sink: TypeAlias = Callable[[bytes | memoryview], None]

_AHEAD_OF_TIME: Final = 500 * BYTES_PER_MS


class Capture:
    """Hands frames of exactly 160 octets to ``sink`` for as long as ``grant`` lives.

    Raises `GrantError` if the grant is dead at the start; when it dies later,
    the next frame is dropped and so are all after it. ``sink`` must copy what it keeps.
    """

    __slots__ = (
        "_codec", "_expected", "_grant", "_levels", "_owed", "_rest",
        "_silence", "_sink", "_slot", "_started_at", "_taken", "excess",
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
        self._rest = b""
        self.excess = 0

    def take(self, timestamp: int, sound: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        """Take the sound of one packet in its turn; ``muted`` while a key is down (its tone is not kept)."""
        if not self._grant.alive:
            self._rest = b""
            return
        if timestamp != self._expected:
            self._fill_gap(timestamp, now)
        size = len(sound)
        self._expected = (timestamp + size) & 0xFFFFFFFF
        if size == FRAME_BYTES and not self._rest:
            self._frame(sound, now, muted=muted)
        else:
            self._reblock(sound, now, muted=muted)

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
            self._frame(self._silence, now, muted=True)

    def _allowance(self, now: Millis) -> int:
        """Return how many octets may be taken now without running ahead of time."""
        return (now - self._started_at) * BYTES_PER_MS + _AHEAD_OF_TIME - self._taken

    def _frame(self, frame: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        if self._allowance(now) < FRAME_BYTES:
            self.excess += 1
            return
        self._taken += FRAME_BYTES
        if muted:
            self._sink(self._silence)
            return
        self._sink(frame)
        self._levels.add(self._slot, self._codec, frame)

    def _reblock(self, sound: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        """Cut packets of another length (10 ms, 30 ms …) into frames; the rest waits for the next packet."""
        joined = self._rest + bytes(sound)
        whole = len(joined) - len(joined) % FRAME_BYTES
        for start in range(0, whole, FRAME_BYTES):
            self._frame(joined[start : start + FRAME_BYTES], now, muted=muted)
        self._rest = joined[whole:]
