"""How a stream arrives: what a receiver report tells of it (RFC 3550, sections 6.4.1 and A.3, A.8).

Looks at numbers only, never at sound. Times of arrival are the kernel's where it
gives them, since a tick of 20 ms is coarser than what is measured.
"""

from __future__ import annotations

from typing import Final

from rufschutz.voice.media.rtp import SEQUENCES, sequence_ahead, timestamp_ahead

_STEP_SAMPLES: Final = 8_000
_MOST_LOST: Final = 0x7FFFFF


class Arrivals:
    """Counts of one source; a new SSRC starts a new object's worth of numbers with `restart`."""

    __slots__ = (
        "_base", "_cycles", "_expected_before", "_highest", "_jitter", "_jitter_sum", "_measured",
        "_received", "_received_before", "_transit",
    )  # fmt: skip

    def __init__(self) -> None:
        self._jitter_sum = 0.0
        self._measured = 0
        self.restart()

    def restart(self) -> None:
        """Forget the numbers of the stream; the mean of the jitter stays."""
        self._base: int | None = None
        self._highest = self._cycles = self._received = 0
        self._expected_before = self._received_before = 0
        self._transit: int | None = None
        self._jitter = 0.0

    def take(self, sequence: int) -> None:
        """Count one packet."""
        self._received += 1
        if self._base is None:
            self._base = self._highest = sequence
        elif sequence_ahead(sequence, self._highest) > 0:
            if sequence < self._highest:
                self._cycles += SEQUENCES
            self._highest = sequence

    def clock(self, timestamp: int, arrived: int) -> None:
        """Compare when a packet of sound was sent and when it came (``arrived`` in samples of 8 kHz)."""
        transit = arrived - timestamp
        before, self._transit = self._transit, transit
        if before is None:
            return
        change = abs(timestamp_ahead(transit & 0xFFFFFFFF, before & 0xFFFFFFFF))
        if change < _STEP_SAMPLES:
            self._jitter += (change - self._jitter) / 16
            self._jitter_sum += self._jitter
            self._measured += 1

    @property
    def highest(self) -> int:
        """Return the extended highest sequence number, 32 bits."""
        return (self._cycles + self._highest) & 0xFFFFFFFF

    @property
    def jitter(self) -> int:
        """Return the interarrival jitter as it is now, in samples."""
        return int(self._jitter)

    @property
    def mean_jitter_ms(self) -> int:
        """Return the mean of the interarrival jitter since the start, in ms."""
        return round(self._jitter_sum / self._measured / 8) if self._measured else 0

    @property
    def lost(self) -> int:
        """Return the cumulative number of packets lost, -2^23 to 2^23 - 1: copies make it less."""
        return max(min(self._expected - self._received, _MOST_LOST), -_MOST_LOST - 1)

    @property
    def _expected(self) -> int:
        return 0 if self._base is None else self._cycles + self._highest - self._base + 1

    def fraction(self) -> int:
        """Return the share lost since the last time this was asked, in 256ths."""
        expected = self._expected - self._expected_before
        received = self._received - self._received_before
        self._expected_before, self._received_before = self._expected, self._received
        lost = expected - received
        return min((lost << 8) // expected, 255) if expected > 0 and lost > 0 else 0
