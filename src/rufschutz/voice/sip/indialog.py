"""Requests inside a dialog, the same for who called and who was called.

It decides the order of requests, BYE, INFO, OPTIONS, and whether a change of the
session may be asked for now. A re-INVITE never makes a second call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.sip.acceptance import accept
from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.events import ByeReceived, InfoDtmf, ReInvite, RemoteChanged
from rufschutz.voice.sip.info import key_in
from rufschutz.voice.sip.legs import LegState, remote_of
from rufschutz.voice.sip.screening import offer_in
from rufschutz.voice.sip.sessions import session_seconds

if TYPE_CHECKING:
    from rufschutz.voice.sip.core import Core
    from rufschutz.voice.sip.legs import Leg
    from rufschutz.voice.sip.transactions import Transaction

_RETRY = ("Retry-After", "3")


def serve(core: Core, leg: Leg, transaction: Transaction, now: int) -> None:
    """Serve one new request of the peer; raise `RefusalError` for the response it gets."""
    request = transaction.request
    if not leg.dialog.advances(request):
        raise RefusalError(500, "CSeq out of order")
    leg.dialog.source = transaction.source
    match request.method:
        case "BYE":
            _bye(core, leg, transaction, now)
        case "INFO":
            _info(core, leg, transaction, now)
        case "OPTIONS":
            core.capabilities(transaction, now)
        case _:
            _modify(core, leg, transaction, now)


def _bye(core: Core, leg: Leg, transaction: Transaction, now: int) -> None:
    core.respond(transaction, 200, now)
    if leg.asked is not None:
        core.respond(leg.asked, 487, now, tag=leg.id)
    if leg.state is not LegState.ENDING:
        core.events.append(ByeReceived(leg.id))
    core.end(leg)


def _info(core: Core, leg: Leg, transaction: Transaction, now: int) -> None:
    pressed = key_in(transaction.request)
    core.respond(transaction, 200, now)
    if pressed is not None and leg.state is LegState.UP:
        core.events.append(InfoDtmf(leg.id, pressed.key, pressed.duration))


def _modify(core: Core, leg: Leg, transaction: Transaction, now: int) -> None:
    _check_turn(leg)
    request = transaction.request
    offer = offer_in(request)
    leg.session_s = session_seconds(request)
    proposed = remote_of(request, offer, leg.remote)
    changed = proposed.differs(leg.remote)
    leg.proposed = proposed
    leg.offers = offer is None
    if request.method == "UPDATE" and offer is None:
        accept(core, leg, transaction, b"", now)
        if changed:
            core.events.append(RemoteChanged(leg.id))
        return
    leg.asked = transaction
    turned = proposed.direction is not leg.remote.direction
    core.events.append(ReInvite(leg.id, offer, changed, proposed.direction, turned))


def _check_turn(leg: Leg) -> None:
    """Raise unless a change of the session may be asked for now (RFC 3261, 14.2; RFC 3311, 5.2)."""
    if leg.state is LegState.ENDING:
        raise RefusalError(481)
    if leg.ours is not None:
        raise RefusalError(491)
    if leg.asked is not None:
        raise RefusalError(500, "", _RETRY)
    if leg.state is LegState.WAITING or leg.unacked is not None:
        raise RefusalError(491)
