"""What the media plane reports after a tick. ``at`` is the server time of that tick."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.domain.call.events import Key, KeyMethod
    from rufschutz.domain.ids import CallId, PlaybackId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class PlaybackDone:
    """The last packet of a playback was sent in this tick, or it was cut (``completed`` False).

    ``peer_alive``: the caller was there while it played: sound within the last second, or
    a report since it began.
    """

    at: Millis
    session: CallId
    playback: PlaybackId
    completed: bool
    peer_alive: bool


@dataclass(frozen=True, slots=True)
class Digit:
    """The caller pressed a key; ``started_at`` is when the finger went down."""

    at: Millis
    session: CallId
    key: Key
    started_at: Millis
    method: KeyMethod


@dataclass(frozen=True, slots=True)
class Silent:
    """While captured, the caller said nothing above the noise floor for the limit. Said once a silence."""

    at: Millis
    session: CallId


@dataclass(frozen=True, slots=True)
class MediaLost:
    """No valid packet came from the caller for the media time-out. Said once."""

    at: Millis
    session: CallId


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """What comes now comes from another machine; the capture ended before its first packet."""

    at: Millis
    session: CallId


MediaEvent: TypeAlias = PlaybackDone | Digit | Silent | MediaLost | SourceChanged


@dataclass(frozen=True, slots=True)
class Statistics:
    """Packets of one call so far.

    ``lost`` never came, ``late`` came after their turn was given up, ``doubled`` came again,
    ``reordered`` were put right. ``strangers`` came from elsewhere; ``garbage`` was no RTP,
    ``foreign`` of a payload type that was not agreed; ``unsent`` were refused by our own
    network stack. ``excess`` frames came faster than time, ``muted`` frames held the tone of
    a key. ``reports`` were sent by RTCP, and are among those ``sent``.
    """

    received: int = 0
    lost: int = 0
    late: int = 0
    doubled: int = 0
    reordered: int = 0
    strangers: int = 0
    garbage: int = 0
    foreign: int = 0
    sent: int = 0
    unsent: int = 0
    excess: int = 0
    muted: int = 0
    reports: int = 0


def add_up(counts: Iterable[Statistics]) -> Statistics:
    """Return the sum of the packets of several calls."""
    return Statistics(*(sum(each) for each in zip(*map(astuple, counts), strict=True)))
