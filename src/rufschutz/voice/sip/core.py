"""What the serving and the calling side share: queues, calls in memory, messages out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rufschutz.voice.sip.dialogs import DialogId
from rufschutz.voice.sip.errors import NoSuchDialogError, RefusalError
from rufschutz.voice.sip.events import CallFailed, Failure
from rufschutz.voice.sip.fields import tag_of
from rufschutz.voice.sip.layer import TransactionLayer
from rufschutz.voice.sip.legs import Leg, LegState
from rufschutz.voice.sip.replies import CAPABILITIES, reply, set_body, stateless_tag
from rufschutz.voice.sip.schedule import Schedule
from rufschutz.voice.sip.sessions import hang_up_after
from rufschutz.voice.sip.traffic import Traffic
from rufschutz.voice.sip.via import Carrier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sipmessage import Request

    from rufschutz.voice.sip.events import SipEvent
    from rufschutz.voice.sip.transactions import Transaction, TransactionUser
    from rufschutz.voice.sip.via import Hop


class Datagram(NamedTuple):
    """A message that must go out, and where to."""

    data: bytes
    hop: Hop


class Outbox:
    """Messages that wait to be sent; nothing is sent here."""

    def __init__(self) -> None:
        self.waiting: list[Datagram] = []
        self.traffic = Traffic()

    def send(self, data: bytes, hop: Hop) -> None:
        """Queue one message."""
        self.waiting.append(Datagram(data, hop))
        self.traffic.sent(data)


class Core:
    """The state of one endpoint. ``contact`` is the address that peers reach us at.

    ``allows`` says whether a peer's address may talk to us; we send requests
    nowhere else either.
    """

    def __init__(
        self,
        user: TransactionUser,
        contact: Hop,
        *,
        new_token: Callable[[], str],
        allows: Callable[[Hop], bool],
    ) -> None:
        host = f"[{contact.host}]" if ":" in contact.host else contact.host
        self.address = f"{host}:{contact.port}"
        self.new_token = new_token
        self.allows = allows
        self.schedule = Schedule()
        self.outbox = Outbox()
        self.legs: dict[DialogId, Leg] = {}
        self.events: list[SipEvent] = []
        self.layer = TransactionLayer(
            self.schedule, self.outbox, user, sent_by=self.address, new_token=new_token
        )

    def contact(self, hop: Hop) -> tuple[str, str]:
        """Return our Contact field for a peer who is reached over ``hop``'s carrier."""
        carried = ";transport=tcp" if hop.carrier is Carrier.TCP else ""
        return ("Contact", f"<sip:{self.address}{carried}>")

    def leg(self, dialog: DialogId) -> Leg:
        """Return a call that we did not hang up; raise `NoSuchDialogError`."""
        leg = self.legs.get(dialog)
        if leg is None or leg.state is LegState.ENDING:
            raise NoSuchDialogError("the call is over")
        return leg

    def leg_of(self, request: Request) -> Leg | None:
        """Return the call that a request inside a dialog belongs to."""
        leg = self.legs.get(DialogId(tag_of(request.headers["To"])))
        return leg if leg is not None and leg.dialog.holds(request) else None

    def respond(
        self,
        transaction: Transaction,
        code: int,
        now: int,
        *,
        tag: str = "",
        phrase: str = "",
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Send a response without a body."""
        request = transaction.request
        tag = tag or stateless_tag(request)
        response = reply(request, code, tag=tag, phrase=phrase, headers=headers)
        self.layer.answer(transaction, response, now)

    def refuse(self, transaction: Transaction, refusal: RefusalError, now: int, tag: str = "") -> None:
        """Send the response that a refusal names."""
        self.respond(transaction, refusal.code, now, tag=tag, phrase=refusal.reason, headers=refusal.headers)

    def capabilities(self, transaction: Transaction, now: int) -> None:
        """Answer OPTIONS (RFC 3261, 11.2)."""
        self.respond(transaction, 200, now, headers=CAPABILITIES)

    def request(self, leg: Leg, method: str, now: int, sdp: bytes = b"") -> Transaction:
        """Send a request inside the dialog."""
        request = leg.dialog.request(method, sdp=sdp)
        if method in {"INVITE", "UPDATE"}:
            for name, value in (self.contact(self.hop(leg)), CAPABILITIES[0], CAPABILITIES[2]):
                request.headers.set(name, value)
        return self.layer.request(request, self.hop(leg), now)

    def info(self, leg: Leg, kind: str, body: bytes, now: int) -> None:
        """Send an INFO with a body of another kind than SDP."""
        request = leg.dialog.request("INFO")
        set_body(request, body)
        request.headers.set("Content-Type", kind)
        self.layer.request(request, self.hop(leg), now)

    def acknowledge(self, leg: Leg, sequence: int, sdp: bytes = b"") -> None:
        """Send the ACK of a 2xx and keep it: every repeated 2xx gets it again (13.2.2.4)."""
        ack = leg.dialog.request("ACK", sequence=sequence, sdp=sdp)
        hop = self.layer.dress(ack, self.hop(leg))
        leg.ack = (bytes(ack), hop)
        self.outbox.send(*leg.ack)

    def hop(self, leg: Leg) -> Hop:
        """Return where requests of a call go; never to an address that may not talk to us."""
        hop = leg.dialog.hop()
        return hop if self.allows(hop) else leg.dialog.source

    def hang_up(self, leg: Leg, now: int) -> None:
        """Send BYE, or keep it until the ACK of our 2xx came or is given up (RFC 3261, 15)."""
        leg.state = LegState.ENDING
        self.schedule.stop(leg.id, "session")
        if leg.unacked is None:
            self.request(leg, "BYE", now)

    def fail(self, leg: Leg, failure: Failure, now: int) -> None:
        """Hang up by ourselves and say why, unless the owner hung up already."""
        leg.unacked = None
        if leg.state is not LegState.ENDING:
            self.events.append(CallFailed(leg.id, failure))
        self.hang_up(leg, now)

    def end(self, leg: Leg) -> None:
        """Forget a call."""
        self.schedule.forget(leg.id)
        self.legs.pop(leg.id, None)

    def watch_session(self, leg: Leg, seconds: int | None, now: int) -> None:
        """Hang up unless the session is refreshed in time; None ends the watch (RFC 4028)."""
        self.schedule.stop(leg.id, "session")
        if seconds is not None:
            at = now + hang_up_after(seconds)
            self.schedule.start(
                leg.id, "session", at, lambda then: self.fail(leg, Failure.SESSION_EXPIRED, then)
            )
