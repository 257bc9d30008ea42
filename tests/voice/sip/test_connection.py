"""One connection: what it serves, how long it waits, and when it is over."""

from __future__ import annotations

import asyncio

import pytest

from rufschutz.voice.sip.connection import BURST, CLOSE_MS, UNREAD, Connection
from rufschutz.voice.sip.via import Carrier, Hop

pytestmark = pytest.mark.asyncio

PEER = ("192.0.2.7", 40_000)
MESSAGE = b"OPTIONS sip:a@b SIP/2.0\r\nl:0\r\n\r\n"


class Socket(asyncio.Transport):
    """What asyncio would give, watched."""

    def __init__(self):
        super().__init__({"peername": PEER, "socket": self})
        self.written, self.ends, self.reading, self.unread = [], [], True, 0

    def setsockopt(self, *option):
        pass

    def is_closing(self):
        return bool(self.ends)

    def get_write_buffer_size(self):
        return self.unread

    def write(self, data):
        self.written.append(data)

    def close(self):
        self.ends.append("close")

    def abort(self):
        self.ends.append("abort")

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True


class Owner:
    def __init__(self):
        self.keeps = self.goes_on = True
        self.is_needed, self.answers_pings, self.pings = False, True, 0
        self.messages, self.broken, self.gone = [], [], 0

    def opened(self, connection):
        return self.keeps

    def closed(self, connection):
        self.gone += 1

    def received(self, data, source):
        self.messages.append((data, source))
        return self.goes_on

    def pinged(self, source):
        self.pings += 1
        return self.answers_pings

    def broke(self, error, source):
        self.broken.append(error.code)

    def needs(self, source):
        return self.is_needed


class Clock:
    """The loop's time, moved by hand; timers fire as it passes them."""

    def __init__(self, monkeypatch):
        self.now, self.timers = 0.0, []
        loop = asyncio.get_running_loop()
        monkeypatch.setattr(loop, "time", lambda: self.now)
        monkeypatch.setattr(loop, "call_later", self._later)

    def _later(self, seconds, act):
        handle = asyncio.Handle(act, (), asyncio.get_running_loop())
        self.timers.append((self.now + seconds, handle))
        return handle

    def until(self, now):
        while due := [each for each in self.timers if each[0] <= now]:
            first = min(due, key=lambda each: each[0])
            self.timers.remove(first)
            self.now = first[0]
            first[1]._run() if not first[1].cancelled() else None
        self.now = now


@pytest.fixture
def owner():
    return Owner()


def connected(owner):
    made, socket = Connection(owner), Socket()
    made.connection_made(socket)
    return made, socket


async def test_a_message_comes_with_its_source(owner):
    made, _ = connected(owner)
    made.data_received(MESSAGE)

    assert owner.messages == [(MESSAGE, Hop(*PEER, Carrier.TCP, PEER))]


async def test_who_is_not_kept_is_cut_off_at_once(owner):
    owner.keeps = False
    made, socket = connected(owner)

    assert socket.ends == ["abort"]
    assert socket.written == []
    assert not made.send(b"x")


async def test_no_more_than_a_burst_is_served_at_a_time(owner):
    made, socket = connected(owner)
    made.data_received(MESSAGE * (BURST + 3))
    assert len(owner.messages) == BURST
    assert not socket.reading

    await asyncio.sleep(0)
    assert len(owner.messages) == BURST + 3
    assert socket.reading


async def test_a_stream_that_breaks_is_told_and_closed(owner):
    made, socket = connected(owner)
    made.data_received(MESSAGE + b"OPTIONS sip:a@b SIP/2.0\r\n\r\n" + MESSAGE)

    assert len(owner.messages) == 1
    assert owner.broken == [400]
    assert socket.ends == ["close"]


async def test_after_the_close_nothing_is_served(owner):
    owner.goes_on = False
    made, socket = connected(owner)
    made.data_received(MESSAGE * 2)

    assert len(owner.messages) == 1
    assert socket.ends == ["close"]


async def test_a_peer_that_does_not_read_is_cut_off(owner):
    made, socket = connected(owner)
    socket.unread = UNREAD + 1

    assert not made.send(b"x")
    assert socket.ends == ["abort"]


async def test_many_keep_alives_at_once_get_one_answer(owner):
    made, socket = connected(owner)
    made.data_received(b"\r\n" * 100)

    assert socket.written == [b"\r\n"]
    assert owner.pings == 1


async def test_keep_alives_are_answered_as_long_as_the_gate_lets_them(owner):
    made, socket = connected(owner)
    owner.answers_pings = False
    made.data_received(b"\r\n\r\n")

    assert owner.pings == 1
    assert socket.written == []


async def test_who_only_says_that_he_is_there_is_not_waited_for(owner, monkeypatch):
    clock = Clock(monkeypatch)
    made, socket = connected(owner)
    for second in range(12):
        clock.until(second)
        if not socket.ends:
            made.data_received(b"\r\n\r\n")

    assert socket.ends == ["abort"]


async def test_a_peer_that_does_not_read_cannot_hold_a_connection_that_closes(owner, monkeypatch):
    clock = Clock(monkeypatch)
    made, socket = connected(owner)
    made.data_received(MESSAGE)
    made.close()
    clock.until(CLOSE_MS / 1_000 - 0.1)
    made.close()
    assert socket.ends == ["close"]

    clock.until(CLOSE_MS / 1_000 + 0.1)
    assert socket.ends == ["close", "abort"]


async def test_a_connection_that_is_gone_has_no_timer(owner, monkeypatch):
    clock = Clock(monkeypatch)
    made, socket = connected(owner)
    made.close()
    made.connection_lost(None)
    clock.until(1_000)

    assert socket.ends == ["close"]


async def test_half_a_message_on_an_idle_connection_of_a_call_is_not_waited_for(owner, monkeypatch):
    clock = Clock(monkeypatch)
    owner.is_needed = True
    made, socket = connected(owner)
    made.data_received(MESSAGE)
    clock.until(185)
    made.data_received(MESSAGE[:9])
    clock.until(206)

    assert socket.ends == ["abort"]


async def test_the_first_message_must_come_soon(owner, monkeypatch):
    clock = Clock(monkeypatch)
    _, socket = connected(owner)
    clock.until(9.9)
    assert socket.ends == []

    clock.until(10.1)
    assert socket.ends == ["abort"]


async def test_a_message_byte_by_byte_is_not_waited_for(owner, monkeypatch):
    clock = Clock(monkeypatch)
    made, socket = connected(owner)
    made.data_received(MESSAGE)
    clock.until(50)
    for at, byte in enumerate(MESSAGE[:25]):
        clock.until(50 + at)
        if not socket.ends:
            made.data_received(bytes([byte]))

    assert socket.ends == ["abort"]
    assert clock.now >= 60


async def test_silence_ends_a_connection_that_no_call_needs(owner, monkeypatch):
    clock = Clock(monkeypatch)
    made, socket = connected(owner)
    made.data_received(MESSAGE)
    clock.until(170)
    made.data_received(b"\r\n\r\n")
    clock.until(349)
    assert socket.ends == []

    clock.until(351)
    assert socket.ends == ["abort"]


async def test_a_connection_that_a_call_needs_stays(owner, monkeypatch):
    clock = Clock(monkeypatch)
    owner.is_needed = True
    made, socket = connected(owner)
    made.data_received(MESSAGE)
    clock.until(1_000)
    assert socket.ends == []

    owner.is_needed = False
    clock.until(1_400)
    assert socket.ends == ["abort"]


async def test_a_lost_connection_is_told(owner):
    made, _ = connected(owner)
    made.connection_lost(None)

    assert owner.gone == 1
