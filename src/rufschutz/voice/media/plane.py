"""All calls' media on one tick: drain every socket, measure once, send one packet a call.

The sockets are not known to asyncio, so no call can wake the loop; what arrived
is read when the tick comes. The plane never waits and never raises because of
what a peer sent.
"""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Final

from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.levels import LevelMeter
from rufschutz.voice.media.session import MediaSession, SessionSetup

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis
    from rufschutz.voice.media.events import MediaEvent
    from rufschutz.voice.media.pool import PortPool

_LONGEST_DATAGRAM: Final = 2_048
_ROUNDS: Final = 8


class MediaPlane:
    """The sessions of this process. All methods belong to the thread that ticks.

    ``capacity`` is how many calls may have media at once.
    """

    def __init__(self, ports: PortPool, capacity: int = 1_024) -> None:
        self._ports = ports
        self._levels = LevelMeter(capacity)
        self._free = list(range(capacity - 1, -1, -1))
        self._slots: list[MediaSession | None] = [None] * capacity
        self._sessions: dict[int, MediaSession] = {}
        self._ready = select.epoll()
        self._datagram = memoryview(bytearray(_LONGEST_DATAGRAM))
        self._events: list[MediaEvent] = []

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self, setup: SessionSetup) -> MediaSession:
        """Open a call's media on a free port; it sends and hears nothing until it is negotiated.

        Raises `PortsExhaustedError` or, beyond the capacity, `MediaError`.
        """
        if not self._free:
            raise MediaError("this voice process has all the calls it can carry")
        opened = self._ports.open()
        slot = self._free.pop()
        session = MediaSession(setup, opened, self._levels, slot, self._events.append)
        self._slots[slot] = session
        self._sessions[opened.fileno()] = session
        self._ready.register(opened.fileno(), select.EPOLLIN)
        return session

    def close(self, session: MediaSession) -> None:
        """End a call's media and rest its port; a session that is closed already is left alone."""
        number = session.socket.fileno()
        if self._sessions.get(number) is not session:
            return
        session.discard_capture()
        self._ready.unregister(number)
        del self._sessions[number]
        self._slots[session.slot] = None
        self._free.append(session.slot)
        self._ports.close(session.socket)

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
        for slot in self._levels.measure(now):
            if (speaker := self._slots[slot]) is not None:
                speaker.silent(now)
        for session in self._sessions.values():
            session.advance(now, missed)
        events = self._events[:]
        self._events.clear()
        return events

    def _receive(self, now: Millis) -> None:
        """Drain all sockets, a packet of each in turn; a flood waits for the next tick or is dropped."""
        for _ in range(_ROUNDS):
            ready = self._ready.poll(0, max(len(self._sessions), 1))
            for number, _mask in ready:
                self._read(self._sessions[number], now)
            if not ready:
                return

    def _read(self, session: MediaSession, now: Millis) -> None:
        try:
            size, source = session.socket.recvfrom_into(self._datagram)
        except OSError:
            return
        session.receive(self._datagram, size, source, now)
