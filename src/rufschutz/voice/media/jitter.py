"""Puts packets into the order in which they were sent (RFC 3550, section 6.4.1 and appendix A.1).

Nothing is played out of this buffer, so it holds nothing back that comes in
order. A packet that is missing is waited for until ``depth`` later ones are
there; then it is lost, and its place in time is filled with silence by whoever
records (the timestamps tell how much).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from rufschutz.voice.media.rtp import SEQUENCES, sequence_ahead

Sound: TypeAlias = "bytes | memoryview | None"

_MAX_AHEAD = 3_000
_MAX_BEHIND = -100


class Ordered(NamedTuple):
    """A packet in its turn: its timestamp and its sound, None where it carried none."""

    timestamp: int
    sound: Sound


class JitterBuffer:
    """The packets of one stream in order, with what was lost and what came late or twice counted."""

    __slots__ = ("_depth", "_expected", "_held", "_strange", "late", "lost", "restarts")

    def __init__(self, depth: int = 4) -> None:
        self._depth = depth
        self._expected: int | None = None
        self._held: dict[int, Ordered] = {}
        self._strange: int | None = None
        self.lost = 0
        self.late = 0
        self.restarts = 0

    def put(self, sequence: int, timestamp: int, sound: Sound) -> tuple[Ordered, ...]:
        """Take a packet; return those whose turn it now is, oldest first.

        A ``sound`` that is returned at once is the very view that was passed in;
        one that waits is copied.
        """
        if sequence == self._expected and not self._held:
            self._expected = (sequence + 1) % SEQUENCES
            return (Ordered(timestamp, sound),)
        return self._sort_in(sequence, Ordered(timestamp, sound))

    def drain(self) -> tuple[Ordered, ...]:
        """Return what still waits, oldest first; what is missing between is lost."""
        released: list[Ordered] = []
        while self._held:
            released += self._skip_to_oldest()
        return tuple(released)

    def restart(self) -> None:
        """Forget the stream: the next packet starts a new one. The counts stay."""
        self.restarts += 1
        self._expected = None
        self._held.clear()
        self._strange = None

    def _sort_in(self, sequence: int, packet: Ordered) -> tuple[Ordered, ...]:
        if self._expected is None:
            self._expected = sequence
        ahead = sequence_ahead(sequence, self._expected)
        if not _MAX_BEHIND < ahead < _MAX_AHEAD:
            return self._jumped(sequence, packet)
        self._strange = None
        if ahead < 0 or sequence in self._held:
            self.late += 1
            return ()
        sound = None if packet.sound is None else bytes(packet.sound)
        self._held[sequence] = packet._replace(sound=sound)
        released = self._in_turn()
        if len(self._held) >= self._depth:
            released += self._skip_to_oldest()
        return tuple(released)

    def _jumped(self, sequence: int, packet: Ordered) -> tuple[Ordered, ...]:
        """Start anew when two packets in a row agree on a number far away (appendix A.1)."""
        if sequence != self._strange:
            self._strange = (sequence + 1) % SEQUENCES
            self.late += 1
            return ()
        waiting = self.drain()
        self.restart()
        self._expected = (sequence + 1) % SEQUENCES
        return (*waiting, packet)

    def _in_turn(self) -> list[Ordered]:
        released: list[Ordered] = []
        while self._expected is not None and self._expected in self._held:
            released.append(self._held.pop(self._expected))
            self._expected = (self._expected + 1) % SEQUENCES
        return released

    def _skip_to_oldest(self) -> list[Ordered]:
        expected = self._expected or 0
        oldest = min(self._held, key=lambda sequence: sequence_ahead(sequence, expected))
        self.lost += sequence_ahead(oldest, expected)
        self._expected = oldest
        return self._in_turn()
