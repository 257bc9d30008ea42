"""What no new start can mend: its exit status, and how it is told before anything runs."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

import click

from rufschutz.core.errors import SettingsError
from rufschutz.handover import supervision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.domain.errors import RufschutzError

LOCK: Final = "serve.lock"
"""What a running `rufschutz serve` holds, in the directory ``run``."""

FINAL = 78
"""Exit status of a process that cannot run as things are set (EX_CONFIG in sysexits.h)."""


class RunningError(SettingsError):
    """The same command runs here already."""


class PortError(SettingsError):
    """The console's port cannot be opened: another program listens there, or it is not this machine's."""


@contextmanager
def ending_for_good() -> Iterator[None]:
    """Turn what no new start can mend into its words and `FINAL`."""
    from rufschutz.vault.keystore.root import RootKeyError
    from rufschutz.voice.errors import AddressError

    try:
        yield
    except (SettingsError, RootKeyError, AddressError) as error:
        _end(error)


def _end(error: RufschutzError) -> NoReturn:
    click.echo(error.diagnostics(), err=True)
    sys.exit(FINAL)


@contextmanager
def alone(run: Path) -> Iterator[None]:
    """Be the only ``serve`` of this installation while the block runs; raise `RunningError` for a second one.

    The lock ends with the process, however it ends.
    """
    with (run / LOCK).open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            state = supervision.read(run)
            who = "" if state is None else f" as process {state.pid}"
            raise RunningError(
                f"Rufschutz runs here already{who}",
                advice="See how it fares: rufschutz health. To start it anew, end that one first.",
            ) from error
        yield


def require_port(host: str, port: int) -> None:
    """Raise `PortError` where the console cannot listen; ``port`` 0 is always free."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        why = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise PortError(
            f"the console cannot listen on tcp {host}:{port}: {why}",
            advice=f"See who does: ss -ltnp sport = :{port} . End that program, "
            "or set web_host and web_port in rufschutz.toml.",
        ) from error
