"""From whom a session takes RTP: one address, and whoever else sends is a stranger (RFC 7362, section 5).

A source that was believed is never followed to another host: only the signalling may say
that somebody else speaks. Without it, what moves is a port, as a NAT moves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.rtp import sequence_ahead

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.voice.media.rtp import RtpPacket

Address: TypeAlias = "tuple[str, int]"

IN_A_ROW: Final = 5
"""Packets of one stream that an address other than the signalled one must send before it is believed."""

SILENT_MS: Final = 3_000
"""How long the locked source must have been silent before another one may take its place."""

_GAP: Final = 3
_LONG_AGO: Final = Millis(-1 << 62)


def _nobody(_now: Millis) -> None:
    """Tell nobody."""


class SourceLock:
    """Locks a session to one source address (IPv4 host and port).

    ``signalled`` is what the session description named, or None while it is not
    known: then nobody is admitted. With ``symmetric`` (a peer behind a NAT sends
    from elsewhere) the first source with `IN_A_ROW` packets of one stream locks;
    another port of its host only when it has been silent, another host never. The
    signalled address takes the lock back whenever it speaks, so that a stranger who
    was quicker than the caller does not keep the call; ``on_other`` is told, before
    the packet is admitted, when that is another host than the one heard so far.
    """

    __slots__ = (
        "_candidate", "_heard_at", "_in_a_row", "_locked", "_next", "_on_other", "_open", "_signalled",
        "_symmetric",
    )  # fmt: skip

    def __init__(
        self,
        signalled: Address | None,
        *,
        symmetric: bool,
        on_other: Callable[[Millis], None] = _nobody,
    ) -> None:
        self._on_other = on_other
        self._locked: Address | None
        self._candidate: tuple[Address, int] | None
        self._lock_anew(signalled, symmetric=symmetric)
        self._open = signalled is not None

    def agree(self, signalled: Address | None, *, symmetric: bool) -> None:
        """Take what was signalled: another host starts anew, the same address changes nothing.

        Another port of the same host may be followed at once, and no other host: a port
        alone tells of no other person. None (hold) shuts out everybody, and who was heard
        is who may come back.
        """
        self._open = signalled is not None
        if signalled is None or (signalled, symmetric) == (self._signalled, self._symmetric):
            return
        before, heard = self._signalled, self._locked
        self._lock_anew(signalled, symmetric=symmetric)
        if symmetric and before is not None and before[0] == signalled[0] and heard is not None:
            self._locked = signalled if heard == before else heard
            self._heard_at = _LONG_AGO

    @property
    def target(self) -> Address | None:
        """Return where to send: the locked source, before that the signalled address."""
        return (self._locked or self._signalled) if self._open else None

    def admits(self, source: Address, packet: RtpPacket, now: Millis) -> bool:
        """Say whether a valid packet from ``source`` is the caller's.

        Being a stranger is no error of ours, so this answers and does not raise.
        """
        if source != self._locked or not self._open:
            if not (source == self._signalled or self._believes(source, packet, now)) or not self._open:
                return False
            if self._locked is not None and source[0] != self._locked[0]:
                self._on_other(now)
            self._locked = source
            self._candidate = None
        self._heard_at = now
        return True

    def knows(self, host: str) -> bool:
        """Say whether reports from ``host`` may be the caller's: RTCP comes from another port."""
        known = (self._locked, self._signalled)
        return self._open and any(address is not None and address[0] == host for address in known)

    def stays(self, now: Millis) -> None:
        """Take note that the locked source is there, though it sends no sound (RTCP)."""
        self._heard_at = now

    def _lock_anew(self, signalled: Address | None, *, symmetric: bool) -> None:
        self._signalled = signalled
        self._symmetric = symmetric
        self._locked = None if symmetric else signalled
        self._heard_at = _LONG_AGO
        self._candidate = None
        self._next = 0
        self._in_a_row = 0

    def _may_follow(self, source: Address, now: Millis) -> bool:
        """Say whether a source that was not signalled may be believed at all."""
        if not self._symmetric or not self._open:
            return False
        return self._locked is None or (source[0] == self._locked[0] and now - self._heard_at >= SILENT_MS)

    def _believes(self, source: Address, packet: RtpPacket, now: Millis) -> bool:
        """Count packets in a row from a source that was not signalled."""
        if not self._may_follow(source, now):
            self._candidate = None
            return False
        who = (source, packet.ssrc)
        follows = who == self._candidate and 0 <= sequence_ahead(packet.sequence, self._next) <= _GAP
        self._in_a_row = self._in_a_row + 1 if follows else 1
        self._candidate, self._next = who, packet.sequence + 1
        return self._in_a_row >= IN_A_ROW
