"""How much a source may ask for: a trunk that was named, or one of a crowd.

Decides from the lines' allowed peers alone. A PBX or a carrier's handful of servers
sends all calls of a house and is trusted with far more than any one address out of
a wide network, where nobody in particular was meant.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from rufschutz.voice.bucket import Rate
from rufschutz.voice.peers import admits

if TYPE_CHECKING:
    from collections.abc import Iterable

TRUNK_ADDRESSES: Final = 256
"""A network of so many addresses or fewer is one provider's or one house's servers."""


class Standing(StrEnum):
    """What a source is to us."""

    TRUNK = "trunk"
    CROWD = "crowd"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one source may do.

    ``messages`` of any kind, ``requests`` outside of dialogs, ``dialogs`` that wait for their
    answer or its ACK. ``offences`` are unreadable messages and requests to users that nobody
    is; beyond them, or beyond so many different ``users`` within `MEMORY_MS`, the source is
    blocked for ``block_ms``: wholly, or ``only_offences`` of it.
    """

    messages: Rate
    requests: Rate
    dialogs: int
    offences: Rate
    users: int
    block_ms: int
    only_offences: bool


MEMORY_MS: Final = 60_000

TRUNK: Final = Allowance(
    messages=Rate(20_000, 40_000),
    requests=Rate(2_000, 4_000),
    dialogs=256,
    offences=Rate(20, 200),
    users=100,
    block_ms=60_000,
    only_offences=True,
)
"""A trunk is never blocked as a whole: who scans through a PBX must not cut off its callers."""

CROWD: Final = Allowance(
    messages=Rate(200, 400),
    requests=Rate(10, 40),
    dialogs=8,
    offences=Rate(0.1, 10),
    users=5,
    block_ms=600_000,
    only_offences=False,
)

OF_CALLS: Final = Rate(50, 200)
"""Messages of calls that run, which pass from a source that is blocked or floods: a hang-up, a hold."""

ALLOWANCES: Final = {Standing.TRUNK: TRUNK, Standing.CROWD: CROWD}


def most_waiting(calls: int) -> int:
    """Return how many dialogs of one source may wait for an ACK in a house of so many ``calls``.

    A call whose ACK never comes holds its place for 32 s; one source must not hold them all.
    """
    return max(4, calls // 2)


def standing_of(peers: Iterable[str], host: str) -> Standing | None:
    """Return what ``host`` (a numeric address) is among the allowed ``peers``, None for a stranger.

    The narrowest of the networks that hold it decides.
    """
    holding = [peer for peer in peers if admits((peer,), host)]
    if not holding:
        return None
    return Standing.TRUNK if any(_addresses(peer) <= TRUNK_ADDRESSES for peer in holding) else Standing.CROWD


@cache
def _addresses(peer: str) -> int:
    return ipaddress.ip_network(peer, strict=False).num_addresses
