"""The user agent server: calls come in, their owner accepts or rejects them.

It decides what a caller may ask for before the owner hears of it; which line
exists is the owner's word (404). It never tells of one INVITE twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.voice.sip.acceptance import accept
from rufschutz.voice.sip.dialogs import Dialog, DialogId
from rufschutz.voice.sip.endpoint import Endpoint
from rufschutz.voice.sip.errors import NoSuchDialogError, RefusalError
from rufschutz.voice.sip.events import Cancelled, IncomingCall
from rufschutz.voice.sip.fields import tag_of
from rufschutz.voice.sip.identity import called_of, caller_of, diverted_from
from rufschutz.voice.sip.legs import Leg, LegState, remote_of
from rufschutz.voice.sip.screening import offer_in
from rufschutz.voice.sip.sessions import session_seconds

if TYPE_CHECKING:
    from rufschutz.voice.sip.transactions import Transaction


class UserAgent(Endpoint):
    """Serves calls: `IncomingCall` comes, then ring, accept or reject it."""

    def ring(self, dialog: DialogId, now: int) -> None:
        """Send 180. Raises `NoSuchDialogError`."""
        _, question = self._waiting(dialog)
        self._core.respond(question, 180, now, tag=dialog, headers=(self._core.contact(question.source),))

    def accept(self, dialog: DialogId, sdp: bytes, now: int) -> None:
        """Send 200 with our answer (or our offer, if the INVITE had none), repeated until its ACK.

        Raises `NoSuchDialogError` when the caller gave up meanwhile.
        """
        leg, question = self._waiting(dialog)
        accept(self._core, leg, question, sdp, now)

    def reject(
        self, dialog: DialogId, code: int, now: int, reason: str = "", *, retry_after: int = 0
    ) -> None:
        """Send a final response from 300 to 699. Raises `NoSuchDialogError`.

        ``retry_after``: seconds after which the caller may come again (RFC 3261, 20.33), 0 says nothing.
        """
        leg, question = self._waiting(dialog)
        headers = (("Retry-After", str(retry_after)),) if retry_after else ()
        self._core.respond(question, code, now, tag=dialog, phrase=reason, headers=headers)
        self._core.end(leg)

    def _outside(self, transaction: Transaction, now: int) -> None:
        if transaction.request.method == "INVITE":
            self._invited(transaction, now)
        else:
            super()._outside(transaction, now)

    def _invited(self, transaction: Transaction, now: int) -> None:
        request = transaction.request
        self._check_single(transaction)
        offer = offer_in(request)
        seconds = session_seconds(request)
        dialog = Dialog.as_server(request, self._core.new_token(), transaction.source)
        leg = Leg(
            dialog,
            remote_of(request, offer),
            asked=transaction,
            session_s=seconds,
            offers=offer is None,
        )
        self._core.legs[dialog.id] = leg
        self._guard.begun(dialog.id, transaction.source)
        self._core.respond(transaction, 100, now)
        self._core.events.append(
            IncomingCall(
                dialog=dialog.id,
                called=called_of(request),
                diverted_from=diverted_from(request),
                caller=caller_of(request),
                offer=offer,
                source=transaction.source,
            )
        )

    def _check_single(self, transaction: Transaction) -> None:
        """Raise when this INVITE is a call already, come over another path or very late (8.2.2.2)."""
        request = transaction.request
        sender = tag_of(request.headers["From"])
        for leg in self._core.legs.values():
            if leg.dialog.call_id == request.call_id and tag_of(leg.dialog.remote) == sender:
                raise RefusalError(482)

    def _given_up(self, leg: Leg) -> None:
        if leg.state is LegState.WAITING:
            self._core.events.append(Cancelled(leg.id))
            self._core.end(leg)

    def _waiting(self, dialog: DialogId) -> tuple[Leg, Transaction]:
        leg = self._core.leg(dialog)
        if leg.state is not LegState.WAITING or leg.asked is None:
            raise NoSuchDialogError("the call does not wait for an answer")
        return leg, leg.asked
