"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def serve_command(name: str) -> list[str]:
    """Return the command line of ``rufschutz serve NAME`` with this interpreter."""
    return [sys.executable, "-m", "rufschutz", "serve", name]


def spawn(
    command: Sequence[str], output: IO[bytes] | None = None, *, own_group: bool = False
) -> subprocess.Popen[bytes]:
    """Start a child that the kernel ends (SIGTERM) when this process dies, however it dies.

    ``own_group``: a terminal's Ctrl-C does not reach it; its parent says when it ends.
    Call this from the main thread: the kernel watches the thread that forked.
    """
    return subprocess.Popen(  # noqa: S603 - our own command line
        command,
        stdout=output,
        stderr=output,
        env=os.environ,
        process_group=0 if own_group else -1,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - one thread
    )


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
