"""Child processes that never outlive the command that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from rufschutz.vault.keystore.passphrase import DESCRIPTOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def serve_command(name: str) -> list[str]:
    """Return the command line of ``rufschutz serve NAME`` with this interpreter."""
    return [sys.executable, "-m", "rufschutz", "serve", name]


def spawn(
    command: Sequence[str],
    output: IO[bytes] | None = None,
    *,
    own_group: bool = False,
    secret: bytes = b"",
) -> subprocess.Popen[bytes]:
    """Start a child that the kernel ends (SIGTERM) when this process dies, however it dies.

    ``own_group``: a terminal's Ctrl-C does not reach it; its parent says when it ends.
    ``secret``: the root key's passphrase, which it reads from a pipe; b'' for none.
    Call this from the main thread: the kernel watches the thread that forked.
    """
    with _pipe(secret) as given:
        return subprocess.Popen(  # noqa: S603 - our own command line
            command,
            stdout=output,
            stderr=output,
            env={**os.environ, **given},
            pass_fds=[int(number) for number in given.values()],
            process_group=0 if own_group else -1,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one thread
        )


@contextmanager
def _pipe(secret: bytes) -> Iterator[dict[str, str]]:
    """Give the variable that names the reading end of a pipe that holds ``secret``; none without one."""
    if not secret:
        yield {}
        return
    reading, writing = os.pipe()
    try:
        os.write(writing, secret)
        os.close(writing)
        yield {DESCRIPTOR: str(reading)}
    finally:
        os.close(reading)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
