"""Puts packets into the order in which they were sent (RFC 3550, section 6.4.1 and appendix A.1).

Nothing is played out of this buffer, so it holds nothing back that comes in
order. A packet that is missing is waited for until ``depth`` later ones are
there; then it is lost, and its place in time is filled with silence by whoever
records (the timestamps tell how much). The depth grows at once with what comes
late, up to 240 ms, and shrinks when nothing has for a while.
"""

from __future__ import annotations

from typing import Final, NamedTuple, TypeAlias

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.rtp import SEQUENCES, sequence_ahead

Sound: TypeAlias = "bytes | memoryview | None"

SHALLOWEST: Final = 4
DEEPEST: Final = 12

_MAX_AHEAD: Final = 3_000
_MAX_BEHIND: Final = -100
_REMEMBERED: Final = (1 << 128) - 1
_CALM: Final = 500
_PACKET_MS: Final = 20
_START: Final = Millis(0)


class Ordered(NamedTuple):
    """A packet in its turn: its timestamp and its sound, None where it carried none."""

    timestamp: int
    sound: Sound


class JitterBuffer:
    """The packets of one stream in order, with what became of them counted.

    ``lost`` were given up; of these ``late`` came after all. ``doubled`` came again,
    ``reordered`` came after one that was sent later, and in time.
    """

    __slots__ = (
        "_calm", "_expected", "_furthest", "_held", "_known", "_newest", "_strange", "_waiting_since",
        "depth", "doubled", "late", "lost", "reordered", "restarts",
    )  # fmt: skip

    def __init__(self, depth: int = SHALLOWEST) -> None:
        self.depth = depth
        self._expected: int | None = None
        self._held: dict[int, Ordered] = {}
        self._strange: int | None = None
        self._known = 0
        self._newest = 0
        self._calm = 0
        self._furthest = 0
        self._waiting_since = Millis(0)
        self.lost = 0
        self.late = 0
        self.doubled = 0
        self.reordered = 0
        self.restarts = 0

    def put(self, sequence: int, timestamp: int, sound: Sound, now: Millis = _START) -> tuple[Ordered, ...]:
        """Take a packet; return those whose turn it now is, oldest first.

        A ``sound`` that is returned at once is the very view that was passed in;
        one that waits is copied.
        """
        if sequence == self._expected and not self._held:
            self._expected = (sequence + 1) % SEQUENCES
            self._newest = sequence
            self._known = (self._known << 1 | 1) & _REMEMBERED
            self._calm += 1
            if self._calm >= _CALM:
                self._relax()
            return (Ordered(timestamp, sound),)
        return self._sort_in(sequence, Ordered(timestamp, sound), now)

    def overdue(self, now: Millis) -> tuple[Ordered, ...]:
        """Return what has waited longer than ``depth`` packets last: a sender may fall silent."""
        if not self._held or now - self._waiting_since <= (self.depth + 1) * _PACKET_MS:
            return ()
        self._waiting_since = now
        return tuple(self._skip_to_oldest())

    def drain(self) -> tuple[Ordered, ...]:
        """Return what still waits, oldest first; what is missing between is lost."""
        released: list[Ordered] = []
        while self._held:
            released += self._skip_to_oldest()
        return tuple(released)

    def restart(self) -> None:
        """Forget the stream: the next packet starts a new one. The counts stay, and so does the depth."""
        self.restarts += 1
        self._expected = None
        self._held.clear()
        self._strange = None
        self._known = 0

    def _sort_in(self, sequence: int, packet: Ordered, now: Millis) -> tuple[Ordered, ...]:
        if self._expected is None:
            self._expected = self._newest = sequence
        ahead = sequence_ahead(sequence, self._expected)
        if not _MAX_BEHIND < ahead < _MAX_AHEAD:
            return self._jumped(sequence, packet)
        self._strange = None
        if ahead < 0 or sequence in self._held:
            self._after_its_turn(sequence, ahead)
            return ()
        self._place(sequence)
        if not self._held:
            self._waiting_since = now
        sound = None if packet.sound is None else bytes(packet.sound)
        self._held[sequence] = packet._replace(sound=sound)
        released = self._in_turn()
        if len(self._held) >= self.depth:
            released += self._skip_to_oldest()
        if released:
            self._waiting_since = now
        return tuple(released)

    def _place(self, sequence: int) -> None:
        """Note how far a packet in time lies behind the newest."""
        behind = sequence_ahead(self._newest, sequence)
        if behind <= 0:
            self._newest = sequence
            return
        self.reordered += 1
        self._furthest = max(self._furthest, behind)

    def _after_its_turn(self, sequence: int, ahead: int) -> None:
        """Count a copy, or one that was given up: next time such a one is waited for."""
        bit = 1 << (-ahead - 1) if ahead < 0 else 0
        if not bit or self._known & bit:
            self.doubled += 1
            return
        self._known |= bit
        self.late += 1
        behind = sequence_ahead(self._newest, sequence)
        self._furthest = max(self._furthest, behind)
        self.depth = min(max(self.depth, behind + 1), DEEPEST)

    def _relax(self) -> None:
        """Wait for less where nothing came from that far behind for ten seconds."""
        self.depth = max(min(self.depth, self._furthest + 2), SHALLOWEST)
        self._calm = self._furthest = 0

    def _jumped(self, sequence: int, packet: Ordered) -> tuple[Ordered, ...]:
        """Start anew when two packets in a row agree on a number far away (appendix A.1)."""
        if sequence != self._strange:
            self._strange = (sequence + 1) % SEQUENCES
            self.late += 1
            return ()
        waiting = self.drain()
        self.restart()
        self._expected = (sequence + 1) % SEQUENCES
        self._newest = sequence
        self._known = 1
        return (*waiting, packet)

    def _in_turn(self) -> list[Ordered]:
        released: list[Ordered] = []
        while self._expected is not None and self._expected in self._held:
            released.append(self._held.pop(self._expected))
            self._expected = (self._expected + 1) % SEQUENCES
            self._known = (self._known << 1 | 1) & _REMEMBERED
        return released

    def _skip_to_oldest(self) -> list[Ordered]:
        expected = self._expected or 0
        oldest = min(self._held, key=lambda sequence: sequence_ahead(sequence, expected))
        missing = sequence_ahead(oldest, expected)
        self.lost += missing
        self._known = (self._known << missing) & _REMEMBERED
        self._expected = oldest
        return self._in_turn()
