"""The UDP binding: real sockets on loopback, one timer, no exception in the loop."""

from __future__ import annotations

import asyncio
import itertools

import pytest
import pytest_asyncio

from rufschutz.voice.sip import events
from rufschutz.voice.sip.client import Client
from rufschutz.voice.sip.transport import open_udp
from rufschutz.voice.sip.via import Hop

pytestmark = [pytest.mark.enable_socket, pytest.mark.asyncio]


class Caller:
    """A client over a real socket; events are awaited by kind."""

    def __init__(self):
        self.heard = asyncio.Queue()
        self.transport = None
        self.client = None

    def make(self, address):
        numbers = itertools.count()
        self.client = Client(address, new_token=lambda: f"c{address.port}x{next(numbers)}")
        return self.client

    async def until(self, kind):
        while True:
            event = await asyncio.wait_for(self.heard.get(), 5)
            if isinstance(event, kind):
                return event

    def invite(self, line, offer, hop):
        dialog = self.client.invite(f"sip:{line}@{hop.host}:{hop.port}", offer, self.transport.now())
        self.transport.flush()
        return dialog


@pytest_asyncio.fixture
async def server(answering):
    answering.transport = await open_udp("127.0.0.1", 0, answering.make, answering.on_event)
    yield answering
    answering.transport.close()


@pytest_asyncio.fixture
async def caller():
    made = Caller()
    made.transport = await open_udp("127.0.0.1", 0, made.make, made.heard.put_nowait)
    yield made
    made.transport.close()


async def test_a_call_over_loopback(server, caller, offer):
    dialog = caller.invite("100", offer, server.transport.address)
    accepted = await caller.until(events.Accepted)
    assert accepted.dialog == dialog

    caller.client.bye(dialog, caller.transport.now())
    caller.transport.flush()
    async with asyncio.timeout(5):
        while caller.client.calls():
            await asyncio.sleep(0)
    assert server.seen["ByeReceived"] == 1


async def test_an_unknown_line(server, caller, offer):
    caller.invite("999", offer, server.transport.address)

    assert (await caller.until(events.Rejected)).code == 404


async def test_the_timer_fires_by_the_loops_clock(caller, offer):
    at = caller.transport.now()
    caller.invite("100", offer, Hop("127.0.0.1", 9))
    deadline = caller.client.next_deadline()
    assert at + 500 <= deadline <= caller.transport.now() + 500
    async with asyncio.timeout(5):
        while caller.client.next_deadline() == deadline:
            await asyncio.sleep(0.01)
    assert caller.transport.now() >= deadline


async def test_an_address_that_cannot_be_reached_is_counted(caller, offer):
    for hop in (Hop("127.0.0.1", 0), Hop("127.0.0.1", 99_999), Hop("::1", 5060)):
        caller.client.invite("sip:100@example.org", offer, caller.transport.now(), hop=hop)
    caller.transport.flush()
    await asyncio.sleep(0)

    assert caller.transport.errors == 3
    assert not caller.transport._udp._socket.is_closing()


async def test_after_closing_nothing_happens(server, caller, offer):
    caller.transport.close()
    caller.transport.flush()
    caller.transport.received(b"x", Hop("127.0.0.1", 1))
    await asyncio.sleep(0)

    assert caller.heard.empty()
    assert caller.client.counts.received == 0
