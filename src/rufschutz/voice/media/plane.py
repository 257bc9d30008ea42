"""All calls' media on one tick: drain every socket, measure once, send one packet a call.

The sockets are not known to asyncio, so no call can wake the loop; what arrived
is read when the tick comes. The plane never waits and never raises because of
what a peer sent.
"""

from __future__ import annotations

import select
import struct
from typing import TYPE_CHECKING, Final

from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.events import Statistics, add_up
from rufschutz.voice.media.levels import LevelMeter
from rufschutz.voice.media.session import MediaSession, Meters, SessionSetup
from rufschutz.voice.media.tones import ToneMeter

if TYPE_CHECKING:
    import socket

    from rufschutz.domain.moments import Millis
    from rufschutz.voice.media.events import MediaEvent
    from rufschutz.voice.media.pool import PortPool

_LONGEST_DATAGRAM: Final = 2_048
_ROUNDS: Final = 8
_SECOND: Final = 50
_TIMED: Final = 8
_WHEN: Final = struct.Struct("ll")
_ANCILLARY: Final = 64


class MediaPlane:
    """The sessions of this process. All methods belong to the thread that ticks.

    ``capacity`` is how many calls may have media at once.
    """

    def __init__(self, ports: PortPool, capacity: int = 1_024) -> None:
        self._ports = ports
        self._meters = Meters(LevelMeter(capacity), ToneMeter(capacity))
        self._free = list(range(capacity - 1, -1, -1))
        self._slots: list[MediaSession | None] = [None] * capacity
        self._sessions: dict[int, MediaSession] = {}
        self._controls: dict[int, MediaSession] = {}
        self._turn = 0
        self._ready = select.epoll()
        self._datagram = memoryview(bytearray(_LONGEST_DATAGRAM))
        self._buffers = [self._datagram]
        self._events: list[MediaEvent] = []
        self._ended = Statistics()

    def __len__(self) -> int:
        return len(self._sessions)

    def totals(self) -> Statistics:
        """Return the packets of all calls since the start, those that are over and those that go on."""
        return add_up([self._ended, *(session.statistics() for session in self._sessions.values())])

    def open(self, setup: SessionSetup) -> MediaSession:
        """Open a call's media on a free port; it sends and hears nothing until it is negotiated.

        Raises `PortsExhaustedError` or, beyond the capacity, `MediaError`.
        """
        if not self._free:
            raise MediaError("this voice process has all the calls it can carry")
        ports = self._ports.open()
        slot = self._free.pop()
        session = MediaSession(setup, ports, self._meters, slot, self._events.append)
        self._slots[slot] = session
        self._sessions[ports.rtp.fileno()] = session
        self._controls[ports.rtcp.fileno()] = session
        for opened in ports:
            self._ready.register(opened.fileno(), select.EPOLLIN)
        return session

    def close(self, session: MediaSession) -> None:
        """End a call's media and rest its ports; a session that is closed already is left alone."""
        number = session.ports.rtp.fileno()
        if self._sessions.get(number) is not session:
            return
        session.discard_capture()
        session.say_goodbye()
        self._ended = add_up([self._ended, session.statistics()])
        for opened in session.ports:
            self._ready.unregister(opened.fileno())
        del self._sessions[number]
        del self._controls[session.ports.rtcp.fileno()]
        self._slots[session.slot] = None
        self._free.append(session.slot)
        self._ports.close(session.ports)

    def shut_down(self) -> None:
        """Close every session; the plane is of no use afterwards."""
        for session in list(self._sessions.values()):
            self.close(session)
        self._ready.close()

    def tick(self, now: Millis, missed: int = 0) -> list[MediaEvent]:
        """Do 20 ms of work for all calls; return what happened, oldest first.

        ``now`` is server time; ``missed`` how many ticks before this one did not run.
        """
        self._receive(now)
        self._meters.tones.measure()
        for session in self._sessions.values():
            session.advance(now, missed)
        for slot in self._meters.levels.measure(now):
            if (speaker := self._slots[slot]) is not None:
                speaker.silent(now)
        self._report(now)
        events = self._events[:]
        self._events.clear()
        return events

    def _receive(self, now: Millis) -> None:
        """Drain all sockets, a packet of each in turn; a flood waits for the next tick or is dropped."""
        for _ in range(_ROUNDS):
            ready = self._ready.poll(0, max(2 * len(self._sessions), 1))
            for number, _mask in ready:
                session = self._sessions.get(number)
                if session is not None:
                    self._read(session, session.ports.rtp, now)
                else:
                    self._read_report(self._controls[number], now)
            if not ready:
                return

    def _read(self, session: MediaSession, opened: socket.socket, now: Millis) -> None:
        """Read one packet; of each call in every eighth tick with the kernel's time, which costs more."""
        if (session.slot + self._turn) % _TIMED == 0:
            self._read_timed(session, opened, now)
            return
        try:
            size, source = opened.recvfrom_into(self._datagram)
        except OSError:
            return
        session.receive(self._datagram, size, source, now)

    def _read_timed(self, session: MediaSession, opened: socket.socket, now: Millis) -> None:
        try:
            size, ancillary, _, source = opened.recvmsg_into(self._buffers, _ANCILLARY)
        except OSError:
            return
        arrived = None
        if ancillary:
            seconds, micros = _WHEN.unpack(ancillary[0][2])
            arrived = seconds * 8_000 + micros // 125
        session.receive(self._datagram, size, source, now, arrived)

    def _read_report(self, session: MediaSession, now: Millis) -> None:
        try:
            size, source = session.ports.rtcp.recvfrom_into(self._datagram)
        except OSError:
            return
        session.take_report(self._datagram, size, source, now)

    def _report(self, now: Millis) -> None:
        """Ask a fiftieth of the calls whether a report is due, so that each is asked once a second."""
        self._turn = (self._turn + 1) % _SECOND
        for slot in range(self._turn, len(self._slots), _SECOND):
            if (session := self._slots[slot]) is not None:
                session.report(now)
