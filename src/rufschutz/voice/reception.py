"""Who is let in: which line a call is for, and whether it can be answered.

It never touches a call that runs already.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rufschutz.domain.ids import CallId
from rufschutz.domain.numbers import e164
from rufschutz.voice.admission import PHRASES, Reason
from rufschutz.voice.house import Call
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.outgoing import StreamIdentity
from rufschutz.voice.media.session import SessionSetup
from rufschutz.voice.scripts import Caller
from rufschutz.voice.sip.errors import NoSuchDialogError, NotAcceptableError
from rufschutz.voice.sip.offers import LocalMedia, answer_offer, make_offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.handover.plan import CallPlan
    from rufschutz.voice.admission import Refusal
    from rufschutz.voice.house import House
    from rufschutz.voice.sip.agent import UserAgent
    from rufschutz.voice.sip.events import IncomingCall

log = logging.getLogger(__name__)


class Reception:
    """Answers or refuses each new call through ``agent``."""

    def __init__(self, house: House, agent: UserAgent, clock: Callable[[], int]) -> None:
        self._house = house
        self._agent = agent
        self._clock = clock

    def close(self) -> None:
        """Answer no more."""
        self._house.admission.drain()

    def receive(self, event: IncomingCall) -> Call | None:
        """Return the call that was answered, or None for one that was refused."""
        house = self._house
        plan = house.plans.serving(event.called, event.diverted_from, event.source.host)
        if plan is None:
            self._agent.reject(event.dialog, 404, self._clock())
            return None
        refusal = house.admission.ask(len(house.plane), house.new_number(16))
        if refusal is not None:
            self._refuse(event, refusal)
            return None
        return self._answer(event, plan)

    def _refuse(self, event: IncomingCall, refusal: Refusal) -> None:
        phrase = PHRASES[refusal.reason]
        self._agent.reject(event.dialog, 503, self._clock(), phrase, retry_after=refusal.seconds)

    def _answer(self, event: IncomingCall, plan: CallPlan) -> Call | None:
        house = self._house
        identity = StreamIdentity(
            house.new_number(32),
            house.new_number(15),
            house.new_number(32),
            f"{house.new_number(96):024x}",
        )
        name = CallId(house.new_id())
        try:
            media = house.plane.open(SessionSetup(name, identity, plan.timing.media_timeout))
        except MediaError:
            self._refuse(event, house.admission.refuse(Reason.PORTS, house.new_number(16)))
            return None
        local = LocalMedia(house.host, media.port, house.new_number(31))
        number = None if event.caller.withheld else e164(event.caller.number)
        made = Call(name, event.dialog, plan, Caller(number, event.caller.withheld), media, local, b"")
        try:
            self._accept(made, event)
        except (NotAcceptableError, NoSuchDialogError) as error:
            log.info("call not accepted: %s", error)
            house.plane.close(media)
            return None
        house.admission.admitted()
        return made

    def _accept(self, made: Call, event: IncomingCall) -> None:
        if event.offer is None:
            made.offer = make_offer(made.local)
            self._agent.accept(event.dialog, made.offer, self._clock())
            return
        settled = answer_offer(event.offer, made.local)
        made.settle(settled)
        self._agent.accept(event.dialog, settled.body, self._clock())
