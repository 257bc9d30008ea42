"""Where this installation listens, whom it answers, and whether its ports suffice."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rufschutz.core.setup.checks.finding import error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.setup.checks.machine import Machine

FEWEST_CALLS = 10
"""Calls that the sound ports should allow at once, where the settings set no limit."""

_LOOPBACK = ("127.", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - what is to be found
_PORTS = "Give 2 ports a call, none of them used otherwise: rtp_ports = [20000, 21999] in rufschutz.toml."


def findings(installation: Installation, machine: Machine) -> Iterator[Finding]:
    """Yield what is wrong with addresses and ports."""
    yield from _sip(installation, machine)
    yield from _sound(installation, machine)
    yield from _web(installation)
    yield from _metrics(installation, machine)


def everyone(peer: str) -> bool:
    """Say whether a peer of a line stands for every address there is."""
    try:
        return ipaddress.ip_network(peer, strict=False).prefixlen == 0
    except ValueError:
        return False


def _sip(installation: Installation, machine: Machine) -> Iterator[Finding]:
    host, advertised = installation.sip_host, installation.advertised
    beyond = not host.startswith(_LOOPBACK)
    if beyond:
        what = f"SIP listens on {host} without encryption"
        yield warning("sip_plain", what, "Put a PBX or a tunnel in front, or listen on loopback.")
    if host in machine.foreign:
        what = f"sip_host is {host}, which is no address of this machine"
        yield error("sip_host", what, "Set sip_host in rufschutz.toml to one of: ip address")
    if beyond and (advertised or host).startswith((*_LOOPBACK, *_EVERYWHERE)):
        what = f"peers are told to reach us at {advertised or host}, which they cannot"
        yield error("advertised", what, "Set advertised in rufschutz.toml to the address peers reach us at.")
    elif advertised in machine.foreign:
        what = f"peers are told to reach us at {advertised}, which is no address of this machine"
        yield warning("advertised", what, "Leave it so only where a router forwards that address to us.")
    if installation.sip_port in machine.taken:
        what = f"udp port {installation.sip_port} is used by another program"
        advice = f"See which: ss -lunp sport = :{installation.sip_port} . End it, or set sip_port."
        yield error("sip_port", what, advice)


def _sound(installation: Installation, machine: Machine) -> Iterator[Finding]:
    low, high = installation.rtp_ports
    if (low, high) == (0, 0):
        return
    calls = max(0, (high - low + 1) // 2)
    wanted = installation.max_calls or FEWEST_CALLS
    if calls < wanted:
        what = f"the sound ports {low} to {high} suffice for {calls} calls, and {wanted} are to be answered"
        yield warning("rtp_range", what, _PORTS)
    if low <= installation.sip_port <= high:
        yield error("rtp_overlap", f"sip_port {installation.sip_port} lies among the sound ports", _PORTS)
    used = len([port for port in machine.taken if low <= port <= high and port != installation.sip_port])
    if used:
        yield warning("rtp_taken", f"{used} of the sound ports are used by other programs", _PORTS)


def _web(installation: Installation) -> Iterator[Finding]:
    origin = urlsplit(installation.web_origin)
    if installation.web_origin and (origin.scheme != "https" or not origin.hostname or origin.path):
        what = f"web_origin is {installation.web_origin!r}, which is no https address"
        yield error("web_origin", what, 'Write it as a browser shows it: web_origin = "https://name.example"')
    public = urlsplit(installation.public_origin)
    if installation.public_origin and public.scheme != "https":
        what = (
            f"public_origin is {installation.public_origin!r}: what people write there travels in the clear"
        )
        yield error("public_origin", what, 'Put a TLS proxy in front: public_origin = "https://name.example"')
    if installation.public_origin and public.hostname == urlsplit(installation.web_origin).hostname:
        what = "public_origin is the console's own host, which then shows the public pages alone"
        yield error("public_host", what, "Give the public pages another name, or leave public_origin out.")
    if not installation.web_host.startswith(_LOOPBACK):
        what = f"the console listens on {installation.web_host} without TLS"
        if not installation.web_origin:
            what += ", and no web_origin says how it is reached"
        yield warning("web_plain", what, "Put a TLS proxy in front, or listen on loopback.")


def _metrics(installation: Installation, machine: Machine) -> Iterator[Finding]:
    metrics = installation.metrics
    for port in sorted(machine.strangers):
        what = f"another program answers on tcp port {port}, where metrics and health are to be told"
        advice = f"See which: ss -ltnp sport = :{port} . End it, or set metrics_ports in rufschutz.toml."
        yield warning("metrics_port", what, advice)
    if metrics.ports and not metrics.host.startswith(_LOOPBACK):
        what = f"metrics and health are shown on {metrics.host} to whoever asks"
        yield warning("metrics_open", what, "Take metrics_host back to 127.0.0.1, or let a firewall choose.")
