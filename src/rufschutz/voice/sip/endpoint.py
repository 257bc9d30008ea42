"""One SIP endpoint without I/O: datagrams and time in, datagrams and events out.

It decides what never differs between the side that serves calls and the side
that makes them. `feed` and `tick` never raise, whatever a peer sends, and
datagrams of addresses that may not talk to us vanish without an answer.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sipmessage import Request

from rufschutz.voice.bucket import Rate
from rufschutz.voice.sip.acceptance import accept, take_ack
from rufschutz.voice.sip.core import Core, Datagram
from rufschutz.voice.sip.dialogs import DialogId
from rufschutz.voice.sip.errors import BadFieldError, NoSuchDialogError, RefusalError, UnreadableError
from rufschutz.voice.sip.events import ReInviteAnswered, SipEvent
from rufschutz.voice.sip.fields import tag_of
from rufschutz.voice.sip.guard import NoGuard, Verdict
from rufschutz.voice.sip.indialog import serve
from rufschutz.voice.sip.legs import Leg, LegState
from rufschutz.voice.sip.messages import Malformed, read, salvaged
from rufschutz.voice.sip.refusals import foreseen, nobody
from rufschutz.voice.sip.replies import reply, stateless_tag
from rufschutz.voice.sip.screening import description_in, screen
from rufschutz.voice.sip.via import Hop, stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from sipmessage import Response

    from rufschutz.voice.sip.errors import FramingError
    from rufschutz.voice.sip.guard import Guard
    from rufschutz.voice.sip.refusals import Refuses
    from rufschutz.voice.sip.sdp import SessionDescription
    from rufschutz.voice.sip.traffic import Traffic
    from rufschutz.voice.sip.transactions import Transaction


@dataclass(slots=True)
class Counts:
    """What came in: every datagram, those of strangers, those nobody could read, those refused unread.

    ``keep_alives`` are datagrams that hold a network's mapping open and nothing else.
    ``overflowing`` requests came while too many were in memory, ``hasty`` ones too fast inside a call;
    ``forgotten`` ones were refused and nothing of them was kept.
    """

    received: int = 0
    strangers: int = 0
    keep_alives: int = 0
    unreadable: int = 0
    malformed: int = 0
    overflowing: int = 0
    hasty: int = 0
    forgotten: int = 0


MOST_TRANSACTIONS = 40_000
"""Transactions in memory (about 6 kB each): with more, only a BYE is served that is new."""

IN_CALL = Rate(per_second=10, burst=40)
"""New requests inside one call but BYE: more than anyone's fingers, far more than any session timer."""


KEEP_ALIVE = 64
"""Bytes of empty lines or zeros that a phone behind a NAT sends at most to stay reachable."""


def anyone(_hop: Hop) -> bool:
    """Allow every peer: for tests and for networks that filter before us."""
    return True


class Endpoint:
    """The shared half of `UserAgent` and `Client`.

    ``now`` is everywhere the same clock in ms, and never goes back. ``new_token``
    returns a fresh unguessable word of letters and digits. ``refuses`` says how the owner would
    refuse an INVITE; it is asked where too many refusals wait for their ACK.
    """

    def __init__(
        self,
        contact: Hop,
        *,
        new_token: Callable[[], str],
        allows: Callable[[Hop], bool] = anyone,
        guard: Guard | None = None,
        refuses: Refuses = nobody,
    ) -> None:
        self._core = Core(self, contact, new_token=new_token, allows=allows)
        self._guard = NoGuard() if guard is None else guard
        self._refuses = refuses
        self.counts = Counts()
        self.retry_after = 0
        """Seconds after which a peer may come again, 0 while this endpoint is open."""

    @property
    def traffic(self) -> Traffic:
        """Which messages went in and out."""
        return self._core.outbox.traffic

    def feed(self, data: bytes, source: Hop, now: int) -> None:
        """Take one datagram."""
        self.counts.received += 1
        if not self._core.allows(source):
            self.counts.strangers += 1
            return
        if _is_keep_alive(data):
            self.counts.keep_alives += 1
            return
        try:
            message = read(data)
        except UnreadableError:
            self.counts.unreadable += 1
            self._guard.unreadable(source, now)
            return
        if isinstance(message, Malformed):
            self.counts.malformed += 1
            if self._guard.unreadable(source, now):
                self._refuse_unread(message, source)
        else:
            self.traffic.received(message)
            self._core.layer.receive(message, source, now)

    def refuse_stream(self, error: FramingError, source: Hop, now: int) -> None:
        """Answer the message that ended a stream, where it can be answered and its source may go on."""
        self.counts.malformed += 1
        if self.allows(source) and self._guard.unreadable(source, now) and error.code:
            with contextlib.suppress(UnreadableError):
                self._refuse_unread(salvaged(error.head, error.code, error.reason), source)

    def unreached(self, data: bytes, hop: Hop, now: int) -> None:
        """Learn that a message of ours found no way over TCP; a response is given up (RFC 3261, 17.2.4)."""
        message = read(data)
        if isinstance(message, Request):
            self._core.layer.unreached(message, hop, now)

    def allows(self, source: Hop) -> bool:
        """Return whether a peer's address may talk to us."""
        return self._core.allows(source)

    def needs(self, source: Hop) -> bool:
        """Return whether a call's last message came over this connection."""
        return any(leg.dialog.source.flow == source.flow for leg in self._core.legs.values())

    def tick(self, now: int) -> None:
        """Let every timer fire that is due."""
        self._core.schedule.run(now)

    def next_deadline(self) -> int | None:
        """Return when `tick` must be called next, None if nothing waits."""
        return self._core.schedule.next()

    def take_datagrams(self) -> tuple[Datagram, ...]:
        """Return what must be sent, in order, and forget it."""
        waiting, self._core.outbox.waiting = tuple(self._core.outbox.waiting), []
        return waiting

    def take_events(self) -> tuple[SipEvent, ...]:
        """Return what happened, in order, and forget it."""
        events, self._core.events = tuple(self._core.events), []
        return events

    def calls(self) -> int:
        """Return how many calls are in memory."""
        return len(self._core.legs)

    def transactions(self) -> int:
        """Return how many transactions are in memory."""
        return len(self._core.layer)

    def waits(self, dialog: DialogId) -> bool:
        """Return whether a call waits for its answer or the ACK of it."""
        leg = self._core.legs.get(dialog)
        return leg is not None and not leg.is_confirmed

    def knows(self, dialog: DialogId) -> bool:
        """Return whether a call is in memory."""
        return dialog in self._core.legs

    def bye(self, dialog: DialogId, now: int) -> None:
        """Hang up a call that is up; no event follows. Raises `NoSuchDialogError`.

        Before its ACK the BYE waits for it (RFC 3261, 15).
        """
        leg = self._up(dialog)
        if leg.asked is not None:
            self._core.respond(leg.asked, 487, now, tag=leg.id)
            leg.asked = None
        self._core.hang_up(leg, now)

    def answer_change(self, dialog: DialogId, sdp: bytes, now: int) -> None:
        """Accept what a `ReInvite` asked for: ``sdp`` is the answer, or our offer if it had none.

        Raises `NoSuchDialogError` when the call or the question is gone.
        """
        leg = self._up(dialog)
        accept(self._core, leg, self._question(leg), sdp, now)

    def reject_change(self, dialog: DialogId, now: int, code: int = 488) -> None:
        """Refuse a change; the session stays as it was. Raises `NoSuchDialogError`."""
        leg = self._up(dialog)
        question = self._question(leg)
        leg.asked = leg.proposed = None
        self._core.respond(question, code, now, tag=leg.id)

    def change(self, dialog: DialogId, sdp: bytes, now: int) -> None:
        """Ask the peer for a change of the session; `ReInviteAnswered` follows.

        Raises `NoSuchDialogError` while another change is under way (RFC 3261, 14.1).
        """
        leg = self._up(dialog)
        if leg.ours or leg.asked or leg.unacked is not None:
            raise NoSuchDialogError("another change of the session is under way")
        leg.ours = self._core.request(leg, "INVITE", now, sdp)

    def welcomes(self, request: Request, source: Hop, now: int) -> bool:
        """Judge a request that is no retransmission, before anything is kept of it."""
        leg = self._core.leg_of(request)
        is_full = len(self._core.layer) >= MOST_TRANSACTIONS
        self.counts.overflowing += is_full
        if leg is not None:
            return request.method == "BYE" or (not is_full and self._in_time(leg, now))
        if is_full:
            return False
        verdict = self._guard.outside(request, source, now)
        if verdict is Verdict.SERVE:
            return not self._is_hopeless(request, source)
        if verdict is Verdict.REFUSE:
            self._turn_away(request, source, _come_again(request))
        return False

    def arrived(self, transaction: Transaction, now: int) -> None:
        """Serve a new request, inside or outside a dialog."""
        request = transaction.request
        tag = tag_of(request.headers["To"])
        try:
            screen(request)
            if request.method == "CANCEL":
                self._cancelled(transaction, now)
            elif tag:
                self._inside(transaction, now)
            else:
                self._outside(transaction, now)
        except RefusalError as refusal:
            self._core.refuse(transaction, refusal, now)
        except BadFieldError as error:
            self._core.refuse(transaction, RefusalError(400, str(error)), now)

    def acked(self, ack: Request, source: Hop, now: int) -> None:
        """Take the ACK of a 2xx; an ACK is never answered."""
        leg = self._core.leg_of(ack)
        if leg is not None:
            take_ack(self._core, leg, ack, source, now)

    def heard(self, transaction: Transaction, response: Response, now: int) -> None:  # noqa: ARG002 - TransactionUser
        """Take a response to a request inside a dialog."""
        leg = self._leg_behind(transaction)
        if leg is None or response.code < 200:
            return
        if transaction.request.method == "BYE":
            self._core.end(leg)
        elif transaction.request.method == "INVITE":
            self._change_answered(leg, transaction, response)

    def timed_out(self, transaction: Transaction, now: int) -> None:
        """Treat silence as 408 (RFC 3261, 8.1.3.1)."""
        self.heard(transaction, reply(transaction.request, 408), now)

    def _inside(self, transaction: Transaction, now: int) -> None:
        leg = self._core.leg_of(transaction.request)
        if leg is None:
            raise RefusalError(481)
        serve(self._core, leg, transaction, now)

    def _outside(self, transaction: Transaction, now: int) -> None:
        if transaction.request.method != "OPTIONS":
            raise RefusalError(481)
        if self.retry_after:
            raise RefusalError(503, "", ("Retry-After", str(self.retry_after)))
        self._core.capabilities(transaction, now)

    def _cancelled(self, transaction: Transaction, now: int) -> None:
        """Answer a CANCEL; it has no effect on what is answered already (9.2)."""
        invite = self._core.layer.invite_of(transaction)
        if invite is None:
            raise RefusalError(481)
        leg = next((each for each in self._core.legs.values() if each.asked is invite), None)
        self._core.respond(transaction, 200, now, tag=leg.id if leg else "")
        if leg is not None:
            leg.asked = leg.proposed = None
            self._core.respond(invite, 487, now, tag=leg.id)
            self._given_up(leg)

    def _given_up(self, leg: Leg) -> None:
        """Take note that the peer cancelled what waited for our answer."""

    def _change_answered(self, leg: Leg, transaction: Transaction, response: Response) -> None:
        if 200 <= response.code < 300:
            leg.dialog.refresh(response)
            self._core.acknowledge(leg, transaction.request.cseq.sequence)
        if leg.ours is transaction:
            leg.ours = None
            answer = readable_description(response)
            self._core.events.append(ReInviteAnswered(leg.id, response.code, answer))

    def _leg_behind(self, transaction: Transaction) -> Leg | None:
        headers = transaction.request.headers
        leg = self._core.legs.get(DialogId(tag_of(headers["From"])))
        if leg is None or tag_of(leg.dialog.remote) != tag_of(headers["To"]):
            return None
        return leg

    def _up(self, dialog: DialogId) -> Leg:
        leg = self._core.leg(dialog)
        if leg.state is not LegState.UP:
            raise NoSuchDialogError("the call is not answered")
        return leg

    def _question(self, leg: Leg) -> Transaction:
        if leg.asked is None:
            raise NoSuchDialogError("no change of the session is asked for")
        return leg.asked

    def _in_time(self, leg: Leg, now: int) -> bool:
        is_in_time = leg.requests.take(IN_CALL, now)
        self.counts.hasty += not is_in_time
        return is_in_time

    def _is_hopeless(self, request: Request, source: Hop) -> bool:
        """Refuse at once what would be refused, where too many refusals wait for their ACK."""
        if request.method != "INVITE" or not self._core.layer.unacknowledged.are_many(source.host):
            return False
        refusal = foreseen(request, source, self._refuses)
        if refusal is not None:
            self._turn_away(request, source, refusal)
        return refusal is not None

    def _turn_away(self, request: Request, source: Hop, refusal: RefusalError) -> None:
        """Send a refusal and keep nothing of it; no provisional response comes before (RFC 3261, 8.2.7)."""
        self.counts.forgotten += 1
        hop = stamp(request, source)
        response = reply(
            request, refusal.code, tag=stateless_tag(request), phrase=refusal.reason, headers=refusal.headers
        )
        self._core.outbox.send(bytes(response), hop)

    def _refuse_unread(self, malformed: Malformed, source: Hop) -> None:
        request = malformed.request
        hop = stamp(request, source)
        tag = stateless_tag(request)
        response = reply(request, malformed.code, tag=tag, phrase=malformed.reason)
        self._core.outbox.send(bytes(response), hop)


def _is_keep_alive(data: bytes) -> bool:
    """Return whether a datagram is too short for anything, or a few empty lines or zeros."""
    return len(data) <= 4 or (len(data) <= KEEP_ALIVE and not data.strip(b"\r\n\0"))


def _come_again(request: Request) -> RefusalError:
    """Return 503 with 10 to 15 s, the same for every retransmission."""
    seconds = 10 + int(stateless_tag(request)[:4], 16) % 6
    return RefusalError(503, "", ("Retry-After", str(seconds)))


def readable_description(response: Response) -> SessionDescription | None:
    """Return the description of a response, None if it has none that can be read."""
    try:
        return description_in(response)
    except RefusalError:
        return None
