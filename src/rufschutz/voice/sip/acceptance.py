"""A 2xx to an INVITE: repeated until its ACK comes (RFC 3261, 13.3.1.4).

When no ACK comes within 64 T1 the call is hung up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.events import Confirmed, Failure
from rufschutz.voice.sip.legs import LegState
from rufschutz.voice.sip.replies import CAPABILITIES, reply
from rufschutz.voice.sip.screening import description_in
from rufschutz.voice.sip.sessions import session_headers
from rufschutz.voice.sip.timers import GIVE_UP, T1, T2

if TYPE_CHECKING:
    from sipmessage import Request, Response

    from rufschutz.voice.sip.core import Core
    from rufschutz.voice.sip.legs import Leg
    from rufschutz.voice.sip.transactions import Transaction
    from rufschutz.voice.sip.via import Hop

_REPEAT = "repeat"
_GIVE_UP = "no ack"


def accept(core: Core, leg: Leg, transaction: Transaction, sdp: bytes, now: int) -> None:
    """Answer an INVITE or UPDATE with 200 and ``sdp``; the session is what it proposed from now on."""
    request = transaction.request
    leg.state = LegState.UP
    leg.asked = None
    leg.remote, leg.proposed = leg.proposed or leg.remote, None
    leg.dialog.refresh(request)
    core.watch_session(leg, leg.session_s, now)
    response = _success(core, leg, transaction, sdp)
    core.layer.answer(transaction, response, now)
    if request.method == "INVITE":
        leg.unacked = request.cseq.sequence
        leg.offered = leg.offers
        _repeat_until_acked(core, leg, transaction, response, now)


def take_ack(core: Core, leg: Leg, ack: Request, source: Hop, now: int) -> None:
    """Take the ACK of a 2xx; one that acknowledges nothing is ignored."""
    if leg.unacked is None or ack.cseq.sequence != leg.unacked:
        return
    core.schedule.stop(leg.id, _REPEAT)
    core.schedule.stop(leg.id, _GIVE_UP)
    leg.unacked = None
    leg.dialog.source = source
    if leg.state is LegState.ENDING:
        core.hang_up(leg, now)
        return
    _confirm(core, leg, ack, now)


def _confirm(core: Core, leg: Leg, ack: Request, now: int) -> None:
    answer = None
    if leg.offered:
        try:
            answer = description_in(ack)
        except RefusalError:
            answer = None
        if answer is None:
            core.fail(leg, Failure.BAD_ANSWER, now)
            return
    core.events.append(Confirmed(leg.id, answer, is_first=not leg.is_confirmed))
    leg.is_confirmed = True


def _success(core: Core, leg: Leg, transaction: Transaction, sdp: bytes) -> Response:
    request = transaction.request
    routes = [("Record-Route", value) for value in request.headers.getlist("Record-Route")]
    headers = [*routes, core.contact(transaction.source), *CAPABILITIES, *session_headers(leg.session_s)]
    return reply(request, 200, tag=leg.id, headers=headers, sdp=sdp)


def _repeat_until_acked(core: Core, leg: Leg, transaction: Transaction, response: Response, now: int) -> None:
    def repeat(at: int, span: int) -> None:
        core.layer.answer(transaction, response, at)
        wait(at, min(2 * span, T2))

    def wait(at: int, span: int) -> None:
        core.schedule.start(leg.id, _REPEAT, at + span, lambda then: repeat(then, span))

    def give_up(at: int) -> None:
        core.schedule.stop(leg.id, _REPEAT)
        core.fail(leg, Failure.NO_ACK, at)

    wait(now, T1)
    core.schedule.start(leg.id, _GIVE_UP, now + GIVE_UP, give_up)
