"""What no new start can mend: its exit status, and how it is told before anything runs."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from rufschutz.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.errors import RufschutzError

FINAL = 78
"""Exit status of a process that cannot run as things are set (EX_CONFIG in sysexits.h)."""


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
