"""The calls of this process: SIP events in, one session a call, and the end of each.

Whether a call is answered is the reception's business; what is said and kept is the
session's. All methods belong to the loop's thread.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, assert_never

from rufschutz.domain.call import events as call
from rufschutz.domain.consent.known import Known
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.moments import Millis
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.voice.house import CallIds
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, Silent, SourceChanged
from rufschutz.voice.media.outgoing import MediaFormat
from rufschutz.voice.reception import Reception
from rufschutz.voice.recorder import Destroyed, Failed, Stopped
from rufschutz.voice.scripts import Caller, questions_of, script_for
from rufschutz.voice.session import CallSession, Ports
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.errors import NoSuchDialogError, NotAcceptableError
from rufschutz.voice.sip.offers import LocalMedia, Settled, answer_offer, make_offer, settle_answer
from rufschutz.voice.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.ids import ArtefactId, CallId
    from rufschutz.voice.house import Call, House
    from rufschutz.voice.media.events import MediaEvent
    from rufschutz.voice.recorder import RecorderEvent
    from rufschutz.voice.sip.agent import UserAgent
    from rufschutz.voice.sip.dialogs import DialogId

log = logging.getLogger(__name__)


class Switchboard:
    """Answers calls through ``agent`` and lets ``flush`` send what the agent queued."""

    def __init__(
        self, house: House, agent: UserAgent, clock: Callable[[], int], flush: Callable[[], None]
    ) -> None:
        self._house = house
        self._agent = agent
        self._clock = clock
        self._flush = flush
        self._by_dialog: dict[DialogId, Call] = {}
        self._by_id: dict[CallId, Call] = {}
        self._artefacts: dict[ArtefactId, CallSession] = {}
        self._reception = Reception(house, agent, clock)
        self.tally = Tally()

    def __len__(self) -> int:
        return len(self._by_id)

    def talking(self) -> int:
        """Return how many calls were acknowledged: before its ACK nobody is in a call."""
        return sum(each.session is not None for each in self._by_id.values())

    def on_sip(self, event: sip.SipEvent) -> None:
        """Act on what the user agent tells."""
        match event:
            case sip.IncomingCall():
                self._incoming(event)
            case sip.Confirmed():
                self._confirmed(event)
            case sip.Cancelled(dialog) | sip.ByeReceived(dialog) | sip.CallFailed(dialog):
                self._gone(dialog)
            case sip.ReInvite():
                self._changed(event)
            case sip.RemoteChanged(dialog):
                self._another_person(self._by_dialog.get(dialog))
            case sip.InfoDtmf():
                self._info(event)
            case sip.Progress() | sip.Accepted() | sip.Rejected() | sip.ReInviteAnswered():
                pass
            case _:
                assert_never(event)

    def on_media(self, event: MediaEvent) -> None:
        """Act on what a tick of the media plane tells."""
        found = self._by_id.get(event.session)
        if found is None or found.session is None:
            return
        match event:
            case PlaybackDone():
                found.session.feed(
                    call.PlaybackEnded(event.at, event.playback, event.completed, event.peer_alive)
                )
            case Digit():
                self._key(found, call.KeyPressed(event.at, event.key, event.started_at, event.method))
            case Silent():
                found.session.feed(call.CallerSilent(event.at))
            case MediaLost():
                self._hang_up(found, call.EndedBy.MEDIA_TIMEOUT)
            case SourceChanged():
                self._another_person(found)
            case _:
                assert_never(event)

    def on_recorder(self, event: RecorderEvent) -> None:
        """Hand what the recorder tells of an artefact to the call it belongs to."""
        session = self._artefacts.get(event.artefact)
        if session is None:
            return
        now = self._house.now()
        match event:
            case Stopped(artefact, length):
                session.feed(call.RecordingStopped(now, artefact, length, session.voiced(artefact)))
            case Destroyed(artefact):
                session.feed(call.RecordingDestroyed(now, artefact))
            case Failed(artefact, reason):
                session.feed(call.RecorderFailed(now, artefact, reason))
            case _:
                assert_never(event)

    def shut_down(self) -> None:
        """Answer no more and end all calls; their last facts are still to come."""
        self._reception.close()
        for each in list(self._by_id.values()):
            self._hang_up(each, call.EndedBy.SHUTDOWN)

    def _incoming(self, event: sip.IncomingCall) -> None:
        made = self._reception.receive(event)
        if made is not None:
            self._by_dialog[event.dialog] = self._by_id[made.id] = made
            self._inquire(made)

    def _inquire(self, made: Call) -> None:
        """Ask what is known of the number while the answer is on its way; of none there is nothing to ask."""
        if made.caller.number is None:
            self._learnt(made, Known())
            return
        plan = made.plan
        request = LookupRequest(FORMAT, plan.tenant, plan.line, made.caller.number, questions_of(plan))
        self._house.inquire(request, partial(self._learnt, made))

    def _learnt(self, found: Call, known: Known) -> None:
        found.known = known
        self._begin_when_ready(found)

    def _confirmed(self, event: sip.Confirmed) -> None:
        found = self._by_dialog.get(event.dialog)
        if found is None:
            return
        if event.answer is not None:
            before = found.settled
            try:
                settled = settle_answer(found.offer, event.answer, before.codec if before else None)
            except NotAcceptableError:
                self._hang_up(found, call.EndedBy.ASSISTANT)
                return
            found.settle(settled)
            if before is not None:
                self._moved(found, settled)
        found.confirmed = found.confirmed or event.is_first
        self._begin_when_ready(found)

    def _begin_when_ready(self, found: Call) -> None:
        """Begin once the call is confirmed and the number inquired, whichever comes last."""
        settled, known = found.settled, found.known
        if settled is None or known is None or not found.confirmed or found.session is not None:
            return
        if self._by_id.get(found.id) is found and not found.ending:
            self._begin(found, settled, known)

    def _begin(self, found: Call, settled: Settled, known: Known) -> None:
        house, now = self._house, self._house.now()
        self._negotiate(found, settled)
        caller = found.caller
        if found.changed:
            caller, known = Caller(None, caller.withheld), known.of_somebody_else()
        try:
            silent = found.objects or not house.may_record()
            script = script_for(found.plan, found.id, caller, now, objects=silent, known=known)
        except RufschutzError:
            log.exception("the plan of a line cannot serve a call")
            self._hang_up(found, call.EndedBy.ASSISTANT)
            return
        ports = Ports(
            media=found.media,
            codec=Codec(settled.codec),
            recorder=house.recorder,
            clips=house.clips,
            store=house.store,
            now=house.now,
            hang_up=lambda by: self._hang_up(found, by),
            opened=self._artefacts.__setitem__,
            ended=lambda session: self._forget(found, session),
        )
        found.session = CallSession(
            found.plan, script, CallIds(house.new_id, house.new_number), ports, house.loop
        )
        found.session.feed(call.Answered(now))
        if settled.is_held:
            found.session.feed(call.Held(now))

    def _moved(self, found: Call, after: Settled) -> None:
        """Take over what a later ACK settled; media from elsewhere may be another person's."""
        if not after.is_held and not found.media.held and found.remote != _address(after):
            self._another_person(found)
        self._negotiate(found, after)

    def _negotiate(self, found: Call, settled: Settled) -> None:
        """Follow what was agreed: a hold is told before the media stops, its end once it flows again.

        An objection to recording is told before either (RFC 7866, 6.2.2). Whose media
        comes from elsewhere after a hold may be another person (RFC 3264, 8.4).
        """
        now, held = self._house.now(), found.media.held
        if settled.objects:
            self._feed(found, call.Objected(now))
        found.media.held = settled.is_held
        if settled.is_held and not held:
            self._feed(found, call.Held(now))
        agreed = MediaFormat(Codec(settled.codec), settled.payload_type, settled.dtmf_type)
        remote = None if settled.is_held else _address(settled)
        found.media.negotiate(agreed, remote, now, reports=settled.reports, mux=settled.mux)
        if settled.is_held:
            return
        before, found.remote = found.remote, _address(settled)
        if held and before is not None and before != found.remote:
            self._another_person(found)
        if held:
            self._feed(found, call.Resumed(now))

    def _feed(self, found: Call, event: call.Event) -> None:
        if found.session is not None:
            found.session.feed(event)

    def _changed(self, event: sip.ReInvite) -> None:
        found = self._by_dialog.get(event.dialog)
        if found is None:
            return
        if event.remote_changed:
            self._another_person(found)
        found.local = _next_version(found.local)
        only = found.settled.codec if found.settled else None
        try:
            if event.offer is None:
                found.offer = make_offer(found.local, only=only)
                self._agent.answer_change(event.dialog, found.offer, self._clock())
                return
            settled = answer_offer(event.offer, found.local, only)
            self._agent.answer_change(event.dialog, settled.body, self._clock())
        except NotAcceptableError:
            self._agent.reject_change(event.dialog, self._clock())
            return
        found.settle(settled)
        self._negotiate(found, settled)

    def _another_person(self, found: Call | None) -> None:
        if found is not None:
            found.changed = True
            self._feed(found, call.RemoteChanged(self._house.now()))

    def _info(self, event: sip.InfoDtmf) -> None:
        found = self._by_dialog.get(event.dialog)
        if found is not None and found.session is not None:
            now = self._house.now()
            started = None if event.duration is None else Millis(now - event.duration)
            self._key(found, call.KeyPressed(now, event.key, started, call.KeyMethod.SIP_INFO))

    def _key(self, found: Call, pressed: call.KeyPressed) -> None:
        if found.presses.is_new(pressed) and found.session is not None:
            found.session.key(pressed)

    def _hang_up(self, found: Call, by: call.EndedBy) -> None:
        """Send BYE and tell the session, but not from within the session's own turn."""
        if not found.ending:
            found.ending = True
            self._house.loop.call_soon(self._over, found, by)

    def _over(self, found: Call, by: call.EndedBy) -> None:
        if self._by_dialog.pop(found.dialog, None) is not None:
            try:
                self._agent.bye(found.dialog, self._clock())
            except NoSuchDialogError:
                log.info("the far end had hung up already")
            self._flush()
        self._end(found, by)

    def _gone(self, dialog: DialogId) -> None:
        found = self._by_dialog.pop(dialog, None)
        if found is not None:
            self._end(found, call.EndedBy.CALLER)

    def _end(self, found: Call, by: call.EndedBy) -> None:
        """Tell the session that the call is over; its media closes, its last facts follow."""
        session = found.session
        if session is None:
            self._house.plane.close(found.media)
            self._by_id.pop(found.id, None)
            return
        if not session.over:
            quality = found.media.quality()
            self.tally.add(by, quality)
            session.feed(call.HungUp(self._house.now(), by, quality))
            self._house.plane.close(found.media)

    def _forget(self, found: Call, session: CallSession) -> None:
        self._by_id.pop(found.id, None)
        for artefact in [name for name, owner in self._artefacts.items() if owner is session]:
            del self._artefacts[artefact]


def _address(settled: Settled) -> tuple[str, int]:
    return settled.remote_host, settled.remote_port


def _next_version(local: LocalMedia) -> LocalMedia:
    return LocalMedia(local.host, local.port, local.session, local.version + 1, local.recording)
