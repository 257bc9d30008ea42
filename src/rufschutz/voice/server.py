"""The voice process: binds SIP, ticks the media, takes over plans, ends in order.

It holds public keys only, opens no database and writes only to its own directories.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import SteadyClock, new_id
from rufschutz.handover import durable
from rufschutz.voice.admission import Load
from rufschutz.voice.dashboard import Dashboard, Parts
from rufschutz.voice.door import Door
from rufschutz.voice.drain import Stage
from rufschutz.voice.errors import AddressError, VoiceError
from rufschutz.voice.health import Room, Watched
from rufschutz.voice.house import House
from rufschutz.voice.lookup import Lookup
from rufschutz.voice.media.clock import TickClock, share_finely
from rufschutz.voice.media.plane import MediaPlane
from rufschutz.voice.media.pool import PortPool
from rufschutz.voice.plans import PlanBook
from rufschutz.voice.recorder import Recorder
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.transport import open_sip
from rufschutz.voice.sip.via import Hop
from rufschutz.voice.sounds import ClipStore
from rufschutz.voice.spooler import Spooler
from rufschutz.voice.switchboard import Switchboard
from rufschutz.voice.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.call.facts import Fact
    from rufschutz.handover.plan import IngestKey
    from rufschutz.voice.recorder import RecorderEvent
    from rufschutz.voice.settings import VoiceSettings
    from rufschutz.voice.sip.events import SipEvent
    from rufschutz.voice.sip.transport import Driver

log = logging.getLogger(__name__)

PLAN_SECONDS = 0.5
UNFINISHED_SECONDS = 30.0
"""What is half written for so long, a killed process left."""

LAST_FACTS_SECONDS = 5.0
LAST_ANSWERS_SECONDS = 1.0
"""A BYE of ours is repeated for so long before the socket closes."""

RETRY_SECONDS = 30
"""After so long, or up to twice that, whoever is turned away at the end may find the next process here."""

JUMP_MS = 2_000
"""A clock that is set by more than this is worth a line in the log."""

STATUS_FILE = "voice.json"


class VoiceServer:
    """One voice process. `run` serves until `stop`; raises `AddressError` where it cannot listen."""

    def __init__(self, settings: VoiceSettings) -> None:
        self._settings = settings
        self._clock = SteadyClock()
        self._loop = asyncio.get_running_loop()
        self._plans = PlanBook(settings.plans, _public_key(settings.plan_key_file))
        self._plane = MediaPlane(PortPool(settings.host, *settings.rtp_ports))
        self._room = Room((settings.spool, settings.journals), settings.disk_reserve)
        self._recorder = Recorder(settings.journals, self._from_recorder, self._clock.now, self._room.allows)
        self._watched: Watched | None = None
        self._spooler: Spooler | None = None
        self._switchboard: Switchboard | None = None
        self._transport: Driver | None = None
        self._door = Door(self._plans, settings, lambda: len(self._plane))
        self._asked = asyncio.Event()
        self._tasks = Tasks()
        self._lookup = Lookup(settings.run, self._tasks)

    async def run(self) -> None:
        """Serve until stopped, let the calls that run end by themselves, and write their last facts."""
        for place in (self._settings.run, *self._room.directories):
            durable.discard_unfinished(place, self._clock.now() / 1000 - UNFINISHED_SECONDS)
        await self._first_plan()
        self._recorder.start()
        transport = await self._listen()
        share_finely()
        ticks = TickClock(self._loop, self._tick)
        ticks.start()
        dashboard = self._dashboard(transport, ticks)
        dashboard.open()
        self._announce(transport)
        while self._stage() is not Stage.ENDING:
            self._take_plans()
            self._follow_the_clock()
            self._door.admission.observe(self._load(ticks))
            await _wait(self._asked, PLAN_SECONDS)
            self._asked.clear()
        await self._end(transport)
        ticks.stop()
        dashboard.close()

    def stop(self) -> None:
        """Ask `run` to come to its end when the last call does; asked again, to end the calls at once."""
        self._door.drain.ask(self._loop.time())
        self._door.close(RETRY_SECONDS + secrets.randbelow(RETRY_SECONDS))
        self._asked.set()
        if self._stage() is Stage.DRAINING:
            log.info("no new calls; %d still run", self._calls())

    def _stage(self) -> Stage:
        talking = 0 if self._switchboard is None else self._switchboard.talking()
        return self._door.drain.stage(self._loop.time(), self._calls(), talking)

    def _load(self, ticks: TickClock) -> Load:
        facts = self._spooler.state().waiting if self._spooler is not None else 0
        sound = self._recorder.backlog()
        return Load(ticks.recent_p99(), facts, sound.jobs, sound.oldest_s)

    async def _first_plan(self) -> None:
        while not self._plans.refresh() and self._stage() is Stage.OPEN:
            await _wait(self._asked, PLAN_SECONDS)

    async def _listen(self) -> Driver:
        settings = self._settings
        if self._plans.every():
            self._spooler = Spooler(settings.spool, f"voice-{new_id()[:12]}", self._spool_key())
            self._spooler.start()
        try:
            self._transport = await open_sip(
                settings.host, settings.port, self._user_agent, self._on_sip, self._door.sources
            )
        except OSError as error:
            self._close_writers()
            raise _unbound(settings, error) from error
        return self._transport

    def _user_agent(self, address: Hop) -> UserAgent:
        """Make the user agent and the switchboard behind it before the first datagram is read."""
        settings = self._settings
        host = settings.advertised or settings.host
        contact = Hop(host, address.port)
        agent = UserAgent(
            contact,
            new_token=lambda: secrets.token_hex(10),
            allows=self._door.allows,
            guard=self._door.sources,
            refuses=self._door.refuses,
        )
        self._door.attend(agent)
        house = House(
            loop=self._loop,
            plans=self._plans,
            clips=ClipStore(settings.clips),
            plane=self._plane,
            recorder=self._recorder,
            store=self._store,
            now=self._clock.now,
            new_id=new_id,
            new_number=secrets.randbits,
            host=host,
            may_record=self._may_record,
            admission=self._door.admission,
            inquire=self._lookup.inquire,
        )
        self._switchboard = Switchboard(house, agent, self._sip_clock, self._flush)
        return agent

    def _dashboard(self, transport: Driver, ticks: TickClock) -> Dashboard:
        self._watched = Watched(
            self._clock.now(), self._clock.now, self._clock.wall, self._calls, self._spooler,
            self._recorder, self._plans, ticks, self._room,
        )  # fmt: skip
        parts = Parts(self._door, transport, self._switchboard, self._spooler, self._lookup)
        return Dashboard(self._settings, self._watched, ticks, parts)

    def _calls(self) -> int:
        return 0 if self._switchboard is None else len(self._switchboard)

    def _may_record(self) -> bool:
        return self._watched is None or self._watched.disk_takes()

    def _sip_clock(self) -> int:
        return int(self._loop.time() * 1_000)

    def _flush(self) -> None:
        if self._transport is not None:
            self._transport.flush()

    def _on_sip(self, event: SipEvent) -> None:
        if self._switchboard is not None:
            self._switchboard.on_sip(event)

    def _tick(self, missed: int) -> None:
        if self._switchboard is None:
            return
        for event in self._plane.tick(self._clock.now(), missed):
            self._switchboard.on_media(event)

    def _store(self, fact: Fact, stored: Callable[[], None]) -> None:
        if self._spooler is None:
            raise VoiceError("no plan has come yet, so no fact can be sealed")
        self._spooler.store(fact, stored)

    def _from_recorder(self, event: RecorderEvent) -> None:
        """Take what the recorder's thread tells into the loop."""
        if self._switchboard is not None:
            self._loop.call_soon_threadsafe(self._switchboard.on_recorder, event)

    def _take_plans(self) -> None:
        if not self._plans.refresh():
            return
        self._door.sources.reconsider()
        if self._spooler is not None and self._plans.every():
            self._spooler.use_key(self._spool_key())

    def _spool_key(self) -> IngestKey:
        """Return the newest plan's: an older one may be near its end."""
        return max(self._plans.every(), key=lambda plan: plan.issued_at).spool_key

    def _follow_the_clock(self) -> None:
        """Take over the machine's time while nobody calls: within a call time passes evenly.

        Where somebody always calls it is approached by a twentieth of the time that passes.
        """
        if self._switchboard:
            self._clock.approach(int(PLAN_SECONDS * 1_000) // 20)
        else:
            jump = self._clock.follow()
            if abs(jump) > JUMP_MS:
                log.warning("the machine's clock was set by %d ms", jump)

    def _announce(self, transport: Driver) -> None:
        host, port = transport.address[:2]
        listeners = [
            {"transport": each.carrier.lower(), "host": each.host, "port": each.port}
            for each in transport.addresses
        ]
        status = {"pid": os.getpid(), "host": host, "port": port, "listeners": listeners}
        durable.replace(self._settings.run / STATUS_FILE, json.dumps(status).encode())
        log.info("answering on udp and tcp port %s", port)

    async def _end(self, transport: Driver) -> None:
        if self._switchboard is not None:
            self._switchboard.shut_down()
            await _while(self._calls, LAST_FACTS_SECONDS)
            await _while(self._door.legs, LAST_ANSWERS_SECONDS)
        transport.close()
        await self._tasks.close()
        self._close_writers()
        self._plane.shut_down()

    def _close_writers(self) -> None:
        self._recorder.stop()
        if self._spooler is not None:
            self._spooler.close()


async def _while(left: Callable[[], int], seconds: float) -> None:
    """Wait until nothing is left or the time is over."""
    waited = 0.0
    while left() and waited < seconds:
        await asyncio.sleep(0.02)
        waited += 0.02


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return


def _public_key(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise VoiceError(f"{path} holds no public key", advice="Run: rufschutz init") from error


def _unbound(settings: VoiceSettings, error: OSError) -> AddressError:
    return AddressError(
        f"voice cannot listen on udp and tcp {settings.host}:{settings.port}: "
        f"{os.strerror(error.errno or 0)}",
        advice=f"See who does: ss -lutnp sport = :{settings.port} . End that program, "
        "or set sip_host and sip_port in rufschutz.toml.",
    )
