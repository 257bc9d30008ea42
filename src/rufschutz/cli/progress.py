"""How long work tells how far it is: a bar on a terminal, a line a step elsewhere; always on stderr."""

from __future__ import annotations

import sys

WIDTH = 24


def tell(done: int, total: int, what: str) -> None:
    """Say that ``done`` of ``total`` steps are over and that ``what`` goes on now; '' ends the bar."""
    stream = sys.stderr
    if stream.isatty():
        filled = WIDTH * done // total
        bar = "█" * filled + "░" * (WIDTH - filled)
        stream.write(f"\r\x1b[K{bar} {done}/{total} {what}" if what else "\r\x1b[K")
    elif what:
        stream.write(f"{done + 1}/{total} {what} …\n")
    stream.flush()
