"""The transaction layer: which transaction a message belongs to (RFC 3261, 17.1.3 and 17.2.3).

It decides whether a request is new, a retransmission, or the same request over
another path (482). It must never hand a request to its user twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sipmessage import Request, Response

from rufschutz.voice.sip.fields import tag_of
from rufschutz.voice.sip.machines import State
from rufschutz.voice.sip.refusals import Unacknowledged
from rufschutz.voice.sip.replies import reply, stateless_tag
from rufschutz.voice.sip.transactions import Sender, Surroundings, Transaction, TransactionUser
from rufschutz.voice.sip.via import COOKIE, Carrier, Hop, stamp, top_via

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.voice.sip.schedule import Schedule


LARGEST_DATAGRAM = 1_300
"""Bytes of a request of ours that still goes over UDP, where the path's MTU is unknown (RFC 3261, 18.1.1)."""


class TransactionLayer:
    """All transactions of one endpoint. ``new_token`` makes branches: unique, unguessable."""

    def __init__(
        self,
        schedule: Schedule,
        sender: Sender,
        user: TransactionUser,
        *,
        sent_by: str,
        new_token: Callable[[], str],
    ) -> None:
        self._user = user
        self._around = Surroundings(schedule, sender, user, self._forget)
        self._sent_by = sent_by
        self._new_token = new_token
        self._live: dict[str, Transaction] = {}
        self._paths: dict[str, str] = {}
        self.unacknowledged = Unacknowledged()

    def __len__(self) -> int:
        return len(self._live)

    def receive(self, message: Request | Response, source: Hop, now: int) -> None:
        """Take a checked message from the wire."""
        if isinstance(message, Response):
            self._receive_response(message, now)
        else:
            self._receive_request(message, source, now)

    def answer(self, transaction: Transaction, response: Response, now: int) -> None:
        """Send a response of the user."""
        transaction.take(response, now)
        self._watch(transaction)

    def request(self, request: Request, hop: Hop, now: int) -> Transaction:
        """Send a request of the user under a fresh branch; return its transaction."""
        branch = f"{COOKIE}{self._new_token()}"
        carried = self.dress(request, hop, branch)
        transaction = self._make(f"c {branch} {request.method}", request, carried, is_server=False)
        transaction.fallback = hop if hop.carrier is not carried.carrier else None
        transaction.begin(now)
        return transaction

    def cancel(self, invite: Transaction, now: int) -> Transaction:
        """Send the CANCEL of an INVITE of ours: the INVITE's branch, route and numbers (9.1)."""
        cancel = Request("CANCEL", invite.request.uri)
        for name in ("Via", "Route", "From", "To", "Call-ID", "Max-Forwards"):
            for value in invite.request.headers.getlist(name):
                cancel.headers.add(name, value)
        cancel.headers.set("CSeq", f"{invite.request.cseq.sequence} CANCEL")
        cancel.headers.set("Content-Length", "0")
        key = f"c {top_via(cancel).branch} CANCEL"
        transaction = self._make(key, cancel, invite.hop, is_server=False)
        transaction.begin(now)
        return transaction

    def dress(self, request: Request, hop: Hop, branch: str = "") -> Hop:
        """Give a request its Via and return where it goes: one too large for a datagram goes over TCP.

        An ACK of a 2xx has a branch but no transaction (RFC 3261, 13.2.2.4 and 18.1.1).
        """
        branch = branch or f"{COOKIE}{self._new_token()}"
        self._sign(request, hop.carrier, branch)
        if hop.carrier is Carrier.UDP and len(bytes(request)) > LARGEST_DATAGRAM:
            hop = hop._replace(carrier=Carrier.TCP)
            self._sign(request, hop.carrier, branch)
        return hop

    def unreached(self, message: Request, hop: Hop, now: int) -> None:
        """Learn that a request found no way over TCP: one that was only too large goes over UDP (18.1.1)."""
        via = top_via(message)
        transaction = self._live.get(f"c {via.branch} {message.method}")
        if transaction is not None and transaction.fallback is not None:
            self._sign(transaction.request, Carrier.UDP, via.branch)
            transaction.fall_back(now)
        elif transaction is not None:
            transaction.fail(now)
        elif message.method == "ACK" and len(bytes(message)) > LARGEST_DATAGRAM:
            self._sign(message, Carrier.UDP, via.branch)
            self._around.sender.send(bytes(message), Hop(hop.host, hop.port))

    def _sign(self, request: Request, carrier: Carrier, branch: str) -> None:
        request.headers.setlist("Via", [f"SIP/2.0/{carrier} {self._sent_by};rport;branch={branch}"])

    def invite_of(self, cancel: Transaction) -> Transaction | None:
        """Return the INVITE transaction that a CANCEL means, None if there is none (9.2)."""
        return self._live.get(f"{cancel.key.removesuffix('CANCEL')}INVITE")

    def _receive_request(self, request: Request, source: Hop, now: int) -> None:
        method = "INVITE" if request.method == "ACK" else request.method
        known = self._live.get(_server_key(request, method))
        if known is not None:
            known.take(request, now)
            self._watch(known)
        elif request.method == "ACK":
            self._user.acked(request, source, now)
        elif self._user.welcomes(request, source, now):
            self._begin(request, source, now)

    def _begin(self, request: Request, source: Hop, now: int) -> None:
        key = _server_key(request, request.method)
        hop = stamp(request, source)
        transaction = self._make(key, request, hop, is_server=True)
        transaction.source = source
        if self._merges(request, key):
            self.answer(transaction, reply(request, 482, tag=stateless_tag(request)), now)
            return
        transaction.begin(now)

    def _watch(self, transaction: Transaction) -> None:
        """Know which refused INVITEs wait for their ACK."""
        waits = transaction.state is State.COMPLETED
        if waits and transaction.is_server and transaction.request.method == "INVITE":
            self.unacknowledged.add(transaction.key, transaction.source.host)
        else:
            self.unacknowledged.discard(transaction.key)

    def _merges(self, request: Request, key: str) -> bool:
        """Return whether the request came over another path before (8.2.2.2)."""
        if tag_of(request.headers["To"]):
            return False
        path = _path(request)
        return self._paths.setdefault(path, key) != key

    def _receive_response(self, response: Response, now: int) -> None:
        key = f"c {top_via(response).branch} {response.cseq.method}"
        transaction = self._live.get(key)
        if transaction is not None:
            transaction.take(response, now)

    def _make(self, key: str, request: Request, hop: Hop, *, is_server: bool) -> Transaction:
        transaction = Transaction(key, request, hop, self._around, is_server=is_server)
        self._live[key] = transaction
        return transaction

    def _forget(self, transaction: Transaction) -> None:
        self._live.pop(transaction.key, None)
        self.unacknowledged.discard(transaction.key)
        path = _path(transaction.request)
        if self._paths.get(path) == transaction.key:
            del self._paths[path]


def _server_key(request: Request, method: str) -> str:
    via = top_via(request)
    if via.is_unique:
        return f"s {via.branch} {via.sent_by} {method}"
    sender = tag_of(request.headers["From"])
    return f"s {request.uri} {sender} {request.call_id} {request.cseq.sequence} {via.raw} {method}"


def _path(request: Request) -> str:
    return f"{tag_of(request.headers['From'])} {request.call_id} {request.headers['CSeq']}"
