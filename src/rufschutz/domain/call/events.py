"""What happens to a call. Voice reports these; the call machine answers with commands.

Every event carries ``at``, server time. ``started_at`` of a key is the moment
the finger went down, which is what the consent rules look at; None where nobody told.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.call.quality import Quality
    from rufschutz.domain.ids import ArtefactId, FactId, PlaybackId
    from rufschutz.domain.moments import Millis


class Key(StrEnum):
    """The twelve keys of a telephone (RFC 4733, section 3.2)."""

    K0 = "0"
    K1 = "1"
    K2 = "2"
    K3 = "3"
    K4 = "4"
    K5 = "5"
    K6 = "6"
    K7 = "7"
    K8 = "8"
    K9 = "9"
    STAR = "*"
    HASH = "#"


class KeyMethod(StrEnum):
    """How a key reached us; part of the evidence."""

    RTP_EVENT = "rtp_event"
    SIP_INFO = "sip_info"
    IN_BAND = "in_band"


class Timer(StrEnum):
    """The clocks a call may run; each at most once at a time."""

    ANSWER = "answer"
    KEY_GAP = "key_gap"
    MESSAGE = "message"
    MESSAGE_WARNING = "message_warning"
    HOLD = "hold"
    CALL = "call"


class EndedBy(StrEnum):
    """Who or what ended the call."""

    CALLER = "caller"
    ASSISTANT = "assistant"
    MEDIA_TIMEOUT = "media_timeout"
    LIMIT = "limit"
    CRASH = "crash"
    SHUTDOWN = "shutdown"


@dataclass(frozen=True, slots=True)
class Answered:
    """The call is up and media can flow."""

    at: Millis


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """A playback is over: played to its last packet, or cut.

    ``peer_alive``: the caller was there: sound within the last second, or a report since it began.
    """

    at: Millis
    playback: PlaybackId
    completed: bool
    peer_alive: bool


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The caller pressed a key."""

    at: Millis
    key: Key
    started_at: Millis | None
    method: KeyMethod


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer that the machine started has run out."""

    at: Millis
    timer: Timer


@dataclass(frozen=True, slots=True)
class FactStored:
    """A fact is durable: it survives the power going off."""

    at: Millis
    fact: FactId


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """The recorder closed an artefact that the machine asked it to close.

    ``length`` is what the journal holds and ``voiced`` how much of the caller's
    sound lay above the noise floor, both in ms.
    """

    at: Millis
    artefact: ArtefactId
    length: Millis
    voiced: Millis


@dataclass(frozen=True, slots=True)
class RecordingDestroyed:
    """Key and journal of an artefact are gone; absence was read back."""

    at: Millis
    artefact: ArtefactId


@dataclass(frozen=True, slots=True)
class RecorderFailed:
    """The recorder could not write; what it held is closed."""

    at: Millis
    artefact: ArtefactId
    reason: str


@dataclass(frozen=True, slots=True)
class CallerSilent:
    """While a message is recorded the caller has said nothing for the plan's silence limit."""

    at: Millis


@dataclass(frozen=True, slots=True)
class RemoteChanged:
    """A re-INVITE or UPDATE changed who is at the other end, the origin line or the direction."""

    at: Millis


@dataclass(frozen=True, slots=True)
class Objected:
    """The caller's equipment asks, in the midst of the call, not to be recorded (RFC 7866, section 6.2.2)."""

    at: Millis


@dataclass(frozen=True, slots=True)
class Held:
    """The other end has put the call on hold: it hears nothing, and what comes from it is nobody's answer."""

    at: Millis


@dataclass(frozen=True, slots=True)
class Resumed:
    """The hold is over, with the same identity and media address (else `RemoteChanged` comes first)."""

    at: Millis


@dataclass(frozen=True, slots=True)
class HungUp:
    """The call is over, whoever ended it. No event follows but the last of storing.

    ``quality``: how the caller's sound arrived, where it was measured.
    """

    at: Millis
    by: EndedBy
    quality: Quality | None = None


Event = (
    Answered
    | PlaybackEnded
    | KeyPressed
    | TimerFired
    | FactStored
    | RecordingStopped
    | RecordingDestroyed
    | RecorderFailed
    | CallerSilent
    | RemoteChanged
    | Objected
    | Held
    | Resumed
    | HungUp
)
