"""From whom a session takes RTP: one address, and whoever else sends is a stranger (RFC 7362, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.rtp import sequence_ahead

if TYPE_CHECKING:
    from rufschutz.voice.media.rtp import RtpPacket

Address: TypeAlias = "tuple[str, int]"

IN_A_ROW: Final = 5
"""Packets of one stream that an address other than the signalled one must send before it is believed."""

SILENT_MS: Final = 3_000
"""How long the locked source must have been silent before another one may take its place."""

_GAP: Final = 3


class SourceLock:
    """Locks a session to one source address (IPv4 host and port).

    ``signalled`` is what the session description named, or None while it is not
    known: then nobody is admitted. With ``symmetric`` (a peer behind a NAT sends
    from elsewhere) the first source with `IN_A_ROW` packets of one stream locks,
    and another one only when that has been silent. The signalled address takes the
    lock back whenever it speaks, so that a stranger who was quicker than the caller
    does not keep the call.
    """

    __slots__ = ("_candidate", "_heard_at", "_in_a_row", "_locked", "_next", "_signalled", "_symmetric")

    def __init__(self, signalled: Address | None, *, symmetric: bool) -> None:
        self._signalled = signalled
        self._symmetric = symmetric
        self._locked: Address | None = None if symmetric else signalled
        self._heard_at = Millis(0)
        self._candidate: tuple[Address, int] | None = None
        self._next = 0
        self._in_a_row = 0

    @property
    def target(self) -> Address | None:
        """Return where to send: the locked source, before that the signalled address."""
        return self._locked or self._signalled

    def admits(self, source: Address, packet: RtpPacket, now: Millis) -> bool:
        """Say whether a valid packet from ``source`` is the caller's.

        Being a stranger is no error of ours, so this answers and does not raise.
        """
        if source != self._locked:
            if self._signalled is None or not (
                source == self._signalled or self._believes(source, packet, now)
            ):
                return False
            self._locked = source
            self._candidate = None
        self._heard_at = now
        return True

    def knows(self, host: str) -> bool:
        """Say whether reports from ``host`` may be the caller's: RTCP comes from another port."""
        return any(address is not None and address[0] == host for address in (self._locked, self._signalled))

    def stays(self, now: Millis) -> None:
        """Take note that the locked source is there, though it sends no sound (RTCP)."""
        self._heard_at = now

    def _believes(self, source: Address, packet: RtpPacket, now: Millis) -> bool:
        """Count packets in a row from a source that was not signalled."""
        occupied = self._locked is not None and now - self._heard_at < SILENT_MS
        if occupied or not self._symmetric:
            self._candidate = None
            return False
        who = (source, packet.ssrc)
        follows = who == self._candidate and 0 <= sequence_ahead(packet.sequence, self._next) <= _GAP
        self._in_a_row = self._in_a_row + 1 if follows else 1
        self._candidate, self._next = who, packet.sequence + 1
        return self._in_a_row >= IN_A_ROW
