"""Ports of loopback that nothing listens on."""

from __future__ import annotations

import socket


def free_port() -> int:
    """Return a free TCP port of loopback; it stays free only as long as nobody takes it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
