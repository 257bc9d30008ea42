"""How a line is tried out: the command of the test caller, and what to do with a telephone.

Decides words and keys from what the line offers and whom it admits; offers nothing
that the line as it is set up would turn away.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console.lines.address import sip_address
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.offer import offer_of
from rufschutz.core.tenants import queries

if TYPE_CHECKING:
    from rufschutz.core.purposes.offer import Offer
    from rufschutz.core.tenants.queries import LineCard
    from rufschutz.domain.ids import TenantId

TEST_CALLER = ipaddress.ip_address("127.0.0.1")
"""Where the test caller calls from, whatever it calls."""


@dataclass(frozen=True, slots=True)
class TryOut:
    """``who``: which telephone may call; ``does``: what is pressed; ``command``: '' where none can call."""

    who: str
    does: str
    command: str


def try_out(line: LineCard, offer: Offer) -> TryOut | None:
    """Return how a line is tried, None where it answers nobody here."""
    address = sip_address(line.user_part)
    if not address or not line.active:
        return None
    keys, does = _script(offer)
    speech = f" --play {_('nachricht.wav')}" if offer.records else ""
    if not admits_this_machine(line):
        who = _(
            "Von einem Telefon oder einer Anlage an einer der erlaubten Adressen. Der Probe-Anrufer "
            "auf diesem Rechner wird abgewiesen, weil 127.0.0.1 nicht dazugehört."
        )
        return TryOut(who, does, "")
    who = (
        _("Mit jedem SIP-Telefon auf diesem Rechner, oder ohne Telefon mit dem Probe-Anrufer:")
        if _only_this_machine(line)
        else _("Mit einem Telefon an einer der erlaubten Adressen, oder ohne Telefon mit dem Probe-Anrufer:")
    )
    return TryOut(who, does, f"rufschutz call {address} --keys {keys}{speech}")


def example(tenant: TenantId) -> str:
    """Return a command that calls the tenant's first line that can be tried from here; '' if none can."""
    for line in queries.lines(tenant):
        try:
            found = try_out(line, offer_of(line))
        except NoPolicyError:
            return ""
        if found is not None and found.command:
            return found.command
    return ""


def admits_this_machine(line: LineCard) -> bool:
    """Whether the test caller may call this line."""
    return any(TEST_CALLER in network for network in _networks(line))


def _only_this_machine(line: LineCard) -> bool:
    return all(network.is_loopback for network in _networks(line))


def _networks(line: LineCard) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(peer, strict=False) for peer in line.allowed_peers)


def _script(offer: Offer) -> tuple[str, str]:
    """Return the keys that lead through a call, and what they mean in words."""
    menu = offer.menu
    if offer.records and menu is not None and menu.message is not None:
        words = _("Die %(key)s führt zur Nachricht, die 1 ist das Ja zur Aufnahme, die Raute beendet sie.")
        return f"{menu.message}1", words % {"key": menu.message}
    if offer.records:
        return "1", _("Die 1 ist das Ja zur Aufnahme, die Raute beendet sie.")
    if menu is None:
        return "1", _("Die 1 bestätigt die Nummer für den Rückruf.")
    if menu.reasons[0].calls_back:
        return "11", _("Die erste 1 wählt das Anliegen, die zweite bestätigt die Nummer für den Rückruf.")
    return "1", _("Die 1 wählt das Anliegen.")
