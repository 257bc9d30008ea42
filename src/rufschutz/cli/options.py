"""Settings that cannot be right, refused while the command line is read."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import click

PORT = click.IntRange(0, 65_535)
"""A port; 0 takes any free one."""


def peers(_context: click.Context, _option: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses and networks as given; raise `click.BadParameter` for what is none, or everybody."""
    for peer in value:
        try:
            network = ipaddress.ip_network(peer, strict=False)
        except ValueError as error:
            raise click.BadParameter(
                f"{peer!r} is no address or network; write --peer 192.0.2.10 or --peer 192.0.2.0/24"
            ) from error
        if network.prefixlen == 0:
            raise click.BadParameter(
                f"{peer} is everybody, and strangers get no answer; name the PBX or the carrier's network"
            )
    return value


def line_name(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return a line's name as given, None for none; raise `click.BadParameter` for one that says nothing."""
    if value is not None and not value.strip():
        raise click.BadParameter("a name says something: --name Rezepte. Without --name it stays as it is")
    return value


def reasons(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return reasons as given, None for none; raise `click.BadParameter` where one is left out."""
    if value is not None and not all(name.strip() for name in value.split(",")):
        raise click.BadParameter(
            f"{value!r} leaves a reason out; write --reasons appointment,callback, or all, or none"
        )
    return value


def rtp_ports(_context: click.Context, _option: click.Parameter, value: tuple[int, int]) -> tuple[int, int]:
    """Return the first and last port; raise `click.BadParameter` for a range that no call can use."""
    first, last = value
    if value == (0, 0):
        return value
    if first == 0:
        raise click.BadParameter("0 stands for any free ports, and then twice: --rtp-ports 0 0")
    if first > last:
        raise click.BadParameter(f"the first port comes first: --rtp-ports {last} {first}")
    if first == last and first % 2:
        raise click.BadParameter(f"a call takes an even port, and {first} is odd: --rtp-ports 20000 21999")
    return value


def database(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return the URL as given; for ``-`` ask for it, unseen."""
    return str(click.prompt("Database URL", hide_input=True)) if value == "-" else value


def absolute(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return a path that holds in every directory, '' for none."""
    return str(Path(value).absolute()) if value else ""
