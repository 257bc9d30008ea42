"""From whom a session takes RTP: one address, and whoever else sends is a stranger."""

from __future__ import annotations

from typing import TypeAlias

Address: TypeAlias = "tuple[str, int]"


class SourceLock:
    """Locks a session to one source address (IPv4 host and port).

    ``signalled`` is what the session description named, or None while it is not
    known: then nobody is admitted. With ``symmetric`` (a peer behind a NAT sends
    from elsewhere) the first valid packet locks its source; the signalled
    address takes the lock back if it speaks, so that a stranger who was quicker
    than the caller does not keep the call.
    """

    __slots__ = ("_locked", "_signalled", "_symmetric")

    def __init__(self, signalled: Address | None, *, symmetric: bool) -> None:
        self._signalled = signalled
        self._symmetric = symmetric
        self._locked: Address | None = None if symmetric else signalled

    @property
    def target(self) -> Address | None:
        """Return where to send: the locked source, before that the signalled address."""
        return self._locked or self._signalled

    def admits(self, source: Address) -> bool:
        """Say whether a valid packet from ``source`` is the caller's; the first one locks.

        Being a stranger is no error of ours, so this answers and does not raise.
        """
        if source == self._locked:
            return True
        if self._signalled is None:
            return False
        if source == self._signalled or (self._locked is None and self._symmetric):
            self._locked = source
            return True
        return False
