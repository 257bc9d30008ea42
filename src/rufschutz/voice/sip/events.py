"""What a SIP endpoint tells its owner. Every event names its dialog by our tag.

An event holds no display name and, of a caller who hides it, no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.call.events import Key
    from rufschutz.voice.sip.dialogs import DialogId
    from rufschutz.voice.sip.identity import Caller
    from rufschutz.voice.sip.sdp import Direction, SessionDescription
    from rufschutz.voice.sip.via import Hop


class Failure(StrEnum):
    """Why an established call ended without a BYE of the peer."""

    NO_ACK = "no_ack"
    BAD_ANSWER = "bad_answer"
    SESSION_EXPIRED = "session_expired"


@dataclass(frozen=True, slots=True)
class IncomingCall:
    """Someone calls. 100 went out; accept, ring or reject it.

    ``called`` is the user part of the Request-URI, ``diverted_from`` that of
    the topmost Diversion ("" without one). ``offer`` is acceptable, or None: then
    our 2xx must offer and the answer comes with `Confirmed`.
    """

    dialog: DialogId
    called: str
    diverted_from: str
    caller: Caller
    offer: SessionDescription | None
    source: Hop


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The ACK of our 2xx came; ``answer`` only if that 2xx held our offer.

    ``is_first`` is true for the call itself, false for a re-INVITE.
    """

    dialog: DialogId
    answer: SessionDescription | None
    is_first: bool


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The caller gave up before the call was answered; 487 went out. The dialog is gone."""

    dialog: DialogId


@dataclass(frozen=True, slots=True)
class ByeReceived:
    """The peer hung up, before or after the answer. The dialog is gone."""

    dialog: DialogId


@dataclass(frozen=True, slots=True)
class CallFailed:
    """The call ended by itself; a BYE is under way. The dialog is gone for its owner."""

    dialog: DialogId
    failure: Failure


@dataclass(frozen=True, slots=True)
class ReInvite:
    """The peer changes the session (re-INVITE or UPDATE); answer or reject the change.

    ``remote_changed``: the person or the machine at the other end may be another
    one (From, asserted identity, Contact host, origin line or media address).
    ``direction`` is the offer's, seen from the peer; without an offer, as before.
    """

    dialog: DialogId
    offer: SessionDescription | None
    remote_changed: bool
    direction: Direction
    direction_changed: bool


@dataclass(frozen=True, slots=True)
class RemoteChanged:
    """An UPDATE without an offer named another remote side; it was answered already."""

    dialog: DialogId


@dataclass(frozen=True, slots=True)
class InfoDtmf:
    """A key by SIP INFO; ``duration`` in ms as the peer says it, None where it does not."""

    dialog: DialogId
    key: Key
    duration: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Our call rings or is on its way: a provisional response."""

    dialog: DialogId
    code: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """Our call was answered. ``description`` is the answer, or the offer if we sent none.

    It is None when the peer sent none that can be read. The ACK went out,
    except after an INVITE without a description: then call ``confirm``.
    """

    dialog: DialogId
    description: SessionDescription | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Our call was not answered: the final response's code, 408 if none came. The dialog is gone."""

    dialog: DialogId
    code: int
    phrase: str


@dataclass(frozen=True, slots=True)
class ReInviteAnswered:
    """Our change of the session was answered; on anything but 2xx the session stays as it was."""

    dialog: DialogId
    code: int
    answer: SessionDescription | None


SipEvent = (
    IncomingCall
    | Confirmed
    | Cancelled
    | ByeReceived
    | CallFailed
    | ReInvite
    | RemoteChanged
    | InfoDtmf
    | Progress
    | Accepted
    | Rejected
    | ReInviteAnswered
)
