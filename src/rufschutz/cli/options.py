"""Settings that cannot be right, refused while the command line is read."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Final

import click

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_USER_PART: Final = re.compile(r"[A-Za-z0-9+._-]{1,64}")
_NUMBERS: Final = re.compile(r"[0-9.]+")

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


def email(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return an e-mail address; raise `click.BadParameter` for one with which nobody could sign in."""
    from rufschutz.core.accounts.address import AddressRefusedError, require_address

    try:
        return require_address(value)
    except AddressRefusedError as error:
        raise click.BadParameter(f"{error}; {error.advice}") from error


def host(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return an address or a name to listen on; raise `click.BadParameter` for what can be neither."""
    try:
        ipaddress.ip_address(value)
    except ValueError as error:
        if _NUMBERS.fullmatch(value) or not _HOST.fullmatch(value):
            raise click.BadParameter(f"{value!r} is no address; write one such as 127.0.0.1") from error
    return value


def user_part(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Return the user part of a SIP address; raise `click.BadParameter` for what cannot be one."""
    if not _USER_PART.fullmatch(value):
        raise click.BadParameter(
            f"{value!r} cannot be the user part of a SIP address: letters a to z, digits, + . _ -"
        )
    return value


def apart(sip_port: int, web_port: int) -> None:
    """Raise `click.UsageError` where SIP, which takes TCP too, and the console would share a port."""
    if sip_port == web_port != 0:
        raise click.UsageError(f"--sip-port and --web-port are both {sip_port}: SIP takes TCP, too")


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
