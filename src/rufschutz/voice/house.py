"""What the calls of this process share, and what the switchboard keeps of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rufschutz.domain.consent.known import Known
from rufschutz.domain.ids import ArtefactId, FactId, PlaybackId
from rufschutz.voice.admission import SANE_CALLS, Admission, Limits
from rufschutz.voice.presses import Presses

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.lookup import LookupRequest
    from rufschutz.handover.plan import CallPlan
    from rufschutz.voice.media.plane import MediaPlane
    from rufschutz.voice.media.session import MediaSession
    from rufschutz.voice.plans import PlanBook
    from rufschutz.voice.recorder import Recorder
    from rufschutz.voice.scripts import Caller
    from rufschutz.voice.session import CallSession
    from rufschutz.voice.sip.dialogs import DialogId
    from rufschutz.voice.sip.offers import LocalMedia, Settled
    from rufschutz.voice.sounds import ClipStore


RECEIPT_DIGITS: Final = 9
_RECEIPTS: Final = 10**RECEIPT_DIGITS
_RECEIPT_BITS: Final = (_RECEIPTS - 1).bit_length()


def nothing_known(_: LookupRequest, tell: Callable[[Known], None]) -> None:
    """Tell at once that nothing is known of a number."""
    tell(Known())


@dataclass(frozen=True, slots=True)
class House:
    """What all calls share. ``new_number(bits)`` and ``new_id`` draw randomness; ``host`` is advertised.

    ``may_record``: whether the disk has room for one more message and takes what it is given.
    ``admission`` lets calls in or refuses them. ``inquire`` tells what is known of a number, once and soon.
    """

    loop: asyncio.AbstractEventLoop
    plans: PlanBook
    clips: ClipStore
    plane: MediaPlane
    recorder: Recorder
    store: Callable[[Fact, Callable[[], None]], None]
    now: Callable[[], Millis]
    new_id: Callable[[], str]
    new_number: Callable[[int], int]
    host: str
    may_record: Callable[[], bool] = lambda: True
    admission: Admission = field(default_factory=lambda: Admission(Limits(SANE_CALLS)))
    inquire: Callable[[LookupRequest, Callable[[Known], None]], None] = nothing_known


class CallIds:
    """New ids for one call's machine."""

    def __init__(self, new_id: Callable[[], str], new_number: Callable[[int], int]) -> None:
        self._new_id = new_id
        self._new_number = new_number
        self._playbacks = 0

    def fact(self) -> FactId:
        """Return a new fact id."""
        return FactId(self._new_id())

    def artefact(self) -> ArtefactId:
        """Return a new artefact id."""
        return ArtefactId(self._new_id())

    def playback(self) -> PlaybackId:
        """Return the next playback number of this call."""
        self._playbacks += 1
        return PlaybackId(self._playbacks)

    def receipt(self) -> str:
        """Return nine random digits, each row of them as likely as any other."""
        while (number := self._new_number(_RECEIPT_BITS)) >= _RECEIPTS:
            pass
        return f"{number:0{RECEIPT_DIGITS}d}"


@dataclass(slots=True)
class Call:
    """One call in this process. ``session`` is there once the call is ``confirmed`` and the number inquired.

    ``remote``: host and port of the caller's media when it was last not on hold. ``known``: what is
    known of the number, None while that is inquired; ``changed``: somebody else may have come since;
    ``objects``: the equipment asked not to be recorded, at any time since it rang (RFC 7866, 6.2.2).
    """

    id: CallId
    dialog: DialogId
    plan: CallPlan
    caller: Caller
    media: MediaSession
    local: LocalMedia
    offer: bytes
    settled: Settled | None = None
    remote: tuple[str, int] | None = None
    session: CallSession | None = None
    presses: Presses = field(default_factory=Presses)
    ending: bool = False
    confirmed: bool = False
    known: Known | None = None
    changed: bool = False
    objects: bool = False

    def settle(self, settled: Settled) -> None:
        """Take over what was agreed on media; an objection stays, whatever is agreed afterwards."""
        self.settled = settled
        self.objects = self.objects or settled.objects
