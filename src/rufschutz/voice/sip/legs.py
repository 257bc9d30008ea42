"""One call as this endpoint sees it: its dialog and what is under way inside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.voice.bucket import Bucket
from rufschutz.voice.sip.dialogs import contact_of, hop_of
from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.fields import all_values, uri_text
from rufschutz.voice.sip.sdp import Direction, SessionDescription

if TYPE_CHECKING:
    from sipmessage import Message, Response

    from rufschutz.voice.sip.dialogs import Dialog, DialogId
    from rufschutz.voice.sip.transactions import Transaction
    from rufschutz.voice.sip.via import Hop


class LegState(StrEnum):
    """Where a call stands."""

    WAITING = "waiting"
    """The INVITE has no final response yet."""
    UP = "up"
    """A 2xx went out or came in."""
    ENDING = "ending"
    """We hang up; the BYE waits for the ACK or for its own answer."""


@dataclass(frozen=True, slots=True)
class Remote:
    """What tells one remote side from another. It stays in memory and is only compared."""

    sender: str
    asserted: tuple[str, ...]
    contact: str
    origin: tuple[str, ...]
    host: str
    direction: Direction

    def differs(self, other: Remote) -> bool:
        """Return whether another person or machine may speak; the direction alone is no sign of it."""
        return replace(self, direction=other.direction) != other


@dataclass(slots=True)
class Leg:
    """State of one call.

    ``asked`` is the peer's INVITE or UPDATE that waits for our answer, ``ours``
    our own INVITE that waits for the peer's. ``unacked`` is the CSeq of the 2xx
    that waits for its ACK; ``offered`` says that this 2xx held our offer.
    """

    dialog: Dialog
    remote: Remote
    state: LegState = LegState.WAITING
    asked: Transaction | None = None
    proposed: Remote | None = None
    session_s: int | None = None
    offers: bool = False
    unacked: int | None = None
    offered: bool = False
    is_confirmed: bool = False
    ours: Transaction | None = None
    accepted: Response | None = None
    ack: tuple[bytes, Hop] | None = None
    requests: Bucket = field(default_factory=Bucket)

    @property
    def id(self) -> DialogId:
        """Return the dialog's name."""
        return self.dialog.id


def remote_of(message: Message, offer: SessionDescription | None, previous: Remote | None = None) -> Remote:
    """Read the remote side of an INVITE or UPDATE; what it does not mention stays as before."""
    return Remote(
        sender=_uri(message.headers.get("From") or ""),
        asserted=_asserted(message) or (previous.asserted if previous else ()),
        contact=_contact_host(message) or (previous.contact if previous else ""),
        origin=_origin(offer) if offer else (previous.origin if previous else ()),
        host=_media_host(offer) or (previous.host if previous else ""),
        direction=_direction(offer, previous),
    )


def _uri(value: str) -> str:
    try:
        return uri_text(value)
    except BadFieldError:
        return ""


def _asserted(message: Message) -> tuple[str, ...]:
    try:
        return tuple(_uri(value) for value in all_values(message, "P-Asserted-Identity"))
    except BadFieldError:
        return ()


def _contact_host(message: Message) -> str:
    contact = contact_of(message)
    hop = hop_of(contact)
    return hop.host if hop else contact


def _origin(offer: SessionDescription) -> tuple[str, ...]:
    return (offer.origin.user, offer.origin.session, offer.origin.host)


def _media_host(offer: SessionDescription | None) -> str:
    hosts = [offer.host_of(media) for media in offer.media if media.kind == "audio"] if offer else []
    return next((host for host in hosts if host != "0.0.0.0"), "")  # noqa: S104 - the hold of RFC 2543


def _direction(offer: SessionDescription | None, previous: Remote | None) -> Direction:
    for media in offer.media if offer else ():
        if media.kind == "audio" and media.port and offer:
            return offer.direction_of(media)
    return previous.direction if previous else Direction.SENDRECV
