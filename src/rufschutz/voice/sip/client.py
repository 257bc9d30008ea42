"""The user agent client: it makes calls, for the test caller.

It decides when an ACK, a CANCEL or a BYE is due. Every 2xx is acknowledged, also
one that a CANCEL crossed or that a second callee sent. It takes no calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sipmessage import CSeq, Request, Response

from rufschutz.voice.sip.dialogs import Dialog, DialogId, hop_of
from rufschutz.voice.sip.endpoint import Endpoint, anyone, readable_description
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.events import Accepted, Progress, Rejected
from rufschutz.voice.sip.fields import read_uri, tag_of
from rufschutz.voice.sip.info import RELAY_TYPE, relay_body
from rufschutz.voice.sip.legs import Leg, LegState, remote_of
from rufschutz.voice.sip.replies import CAPABILITIES, set_body
from rufschutz.voice.sip.timers import GIVE_UP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rufschutz.domain.call.events import Key
    from rufschutz.voice.sip.transactions import Transaction
    from rufschutz.voice.sip.via import Hop


@dataclass(slots=True)
class _Attempt:
    """A call of ours without an answer yet."""

    id: DialogId
    offer: bytes
    invite: Transaction | None = None
    rings: bool = False
    is_cancelled: bool = False


class Client(Endpoint):
    """Makes calls: `Progress`, then `Accepted` or `Rejected` follow an `invite`."""

    def __init__(
        self,
        contact: Hop,
        *,
        new_token: Callable[[], str],
        allows: Callable[[Hop], bool] = anyone,
    ) -> None:
        super().__init__(contact, new_token=new_token, allows=allows)
        self._attempts: dict[DialogId, _Attempt] = {}

    def invite(
        self,
        target: str,
        sdp: bytes,
        now: int,
        *,
        caller: str = "caller",
        hop: Hop | None = None,
        headers: Iterable[tuple[str, str]] = (),
    ) -> DialogId:
        """Call ``target`` ("sip:line@host:port"); with empty ``sdp`` the callee makes the offer.

        ``caller`` is the user part of From. ``hop`` is needed when the target's
        host is a name. Raises `BadFieldError` for an unusable target,
        `NoSuchDialogError` when no address is known for it.
        """
        hop = hop or hop_of(target)
        if hop is None:
            raise NoSuchDialogError("the target's host is a name; give its address")
        attempt = _Attempt(DialogId(self._core.new_token()), sdp)
        request = self._initial(target, attempt, caller, hop)
        for name, value in headers:
            request.headers.add(name, value)
        self._attempts[attempt.id] = attempt
        attempt.invite = self._core.layer.request(request, hop, now)
        return attempt.id

    def cancel(self, dialog: DialogId, now: int) -> None:
        """Give a call up before its answer; `Rejected` follows. Raises `NoSuchDialogError`.

        The CANCEL waits for the first provisional response (RFC 3261, 9.1).
        """
        attempt = self._attempts.get(dialog)
        if attempt is None or attempt.is_cancelled:
            raise NoSuchDialogError("the call does not wait for an answer")
        attempt.is_cancelled = True
        if attempt.rings:
            self._send_cancel(attempt, now)

    def confirm(self, dialog: DialogId, sdp: bytes) -> None:
        """Send the ACK with our answer, after an INVITE without a description."""
        leg = self._up(dialog)
        if leg.ack is not None:
            raise NoSuchDialogError("the call is confirmed already")
        self._core.acknowledge(leg, leg.dialog.local_sequence, sdp)

    def press(self, dialog: DialogId, key: Key, duration: int, now: int) -> None:
        """Send a key by SIP INFO; ``duration`` in ms. Raises `NoSuchDialogError`."""
        self._core.info(self._up(dialog), RELAY_TYPE, relay_body(key, duration), now)

    def heard(self, transaction: Transaction, response: Response, now: int) -> None:
        """Take a response, to an INVITE of ours first of all."""
        method = transaction.request.method
        dialog = DialogId(tag_of(transaction.request.headers["From"]))
        attempt = self._attempts.get(dialog)
        if method == "INVITE" and attempt is not None:
            self._answered(attempt, transaction, response, now)
        elif method == "INVITE" and not tag_of(transaction.request.headers["To"]):
            self._answered_again(dialog, transaction, response, now)
        elif method != "CANCEL":
            super().heard(transaction, response, now)

    def _initial(self, target: str, attempt: _Attempt, caller: str, hop: Hop) -> Request:
        request = Request("INVITE", read_uri(target))
        request.headers.set("Max-Forwards", "70")
        request.headers.set("From", f"<sip:{caller}@{self._core.address}>;tag={attempt.id}")
        request.headers.set("To", f"<{target}>")
        request.call_id = self._core.new_token()
        request.cseq = CSeq(1, "INVITE")
        for name, value in (self._core.contact(hop), *CAPABILITIES):
            request.headers.set(name, value)
        set_body(request, attempt.offer)
        return request

    def _answered(self, attempt: _Attempt, transaction: Transaction, response: Response, now: int) -> None:
        if response.code < 200:
            self._provisional(attempt, response, now)
        elif response.code < 300:
            self._success(attempt, transaction, response, now)
        else:
            self._over(attempt, response.code, response.phrase)

    def _provisional(self, attempt: _Attempt, response: Response, now: int) -> None:
        first, attempt.rings = not attempt.rings, True
        if attempt.is_cancelled and first:
            self._send_cancel(attempt, now)
        self._core.events.append(Progress(attempt.id, response.code))

    def _success(self, attempt: _Attempt, transaction: Transaction, response: Response, now: int) -> None:
        leg = self._leg_from(transaction, response)
        self._core.legs[leg.id] = leg
        if attempt.offer or attempt.is_cancelled:
            self._core.acknowledge(leg, transaction.request.cseq.sequence)
        if attempt.is_cancelled:
            self._over(attempt, 487, "Request Terminated")
            self._core.hang_up(leg, now)
            return
        del self._attempts[attempt.id]
        self._core.schedule.forget(attempt.id)
        self._core.events.append(Accepted(leg.id, readable_description(response)))

    def _answered_again(
        self, dialog: DialogId, transaction: Transaction, response: Response, now: int
    ) -> None:
        """Acknowledge a repeated 2xx again; hang up a second callee (13.2.2.4)."""
        if not 200 <= response.code < 300:
            return
        leg = self._core.legs.get(dialog)
        if leg is not None and tag_of(leg.dialog.remote) == tag_of(response.headers["To"]):
            if leg.ack is not None:
                self._core.outbox.send(*leg.ack)
            return
        other = self._leg_from(transaction, response)
        self._core.acknowledge(other, transaction.request.cseq.sequence)
        self._core.hang_up(other, now)

    def _leg_from(self, transaction: Transaction, response: Response) -> Leg:
        dialog = Dialog.as_client(transaction.request, response, transaction.hop)
        remote = remote_of(response, readable_description(response))
        return Leg(dialog, remote, state=LegState.UP)

    def _send_cancel(self, attempt: _Attempt, now: int) -> None:
        if attempt.invite is not None:
            self._core.layer.cancel(attempt.invite, now)
        self._core.schedule.start(
            attempt.id, "cancelled", now + GIVE_UP, lambda _: self._over(attempt, 408, "Request Timeout")
        )

    def _over(self, attempt: _Attempt, code: int, phrase: str) -> None:
        self._attempts.pop(attempt.id, None)
        self._core.schedule.forget(attempt.id)
        self._core.events.append(Rejected(attempt.id, code, phrase))
