"""Who may call: addresses or networks, named line by line in the plan."""

from __future__ import annotations

import ipaddress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def admits(peers: Iterable[str], host: str) -> bool:
    """Return whether ``host`` (a numeric address) is one of ``peers`` or in one of their networks."""
    return any(_within(peer, host) for peer in peers)


@cache
def _network(peer: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(peer, strict=False)


def _within(peer: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(host) in _network(peer)
    except ValueError:
        return False
