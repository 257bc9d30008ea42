"""TCP under an endpoint: calls over loopback, strangers, limits, connections that come and go."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from rufschutz.voice.sip import connection, events, tcp
from rufschutz.voice.sip.client import Client
from rufschutz.voice.sip.transport import open_sip, open_udp
from rufschutz.voice.sip.via import Carrier, Hop

pytestmark = [pytest.mark.enable_socket, pytest.mark.asyncio]


class Raw:
    """A peer that writes bytes and reads what comes back."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, transport):
        return cls(*await asyncio.open_connection(*transport.address[:2]))

    async def response(self):
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)).decode()
        return int(head[8:11])

    async def end(self):
        """Return what still comes before the connection is closed."""
        try:
            return await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionResetError:
            return b""

    def close(self):
        self.writer.close()


async def closed(transport):
    """Close and let the loop take note of it."""
    transport.close()
    for _ in range(3):
        await asyncio.sleep(0)


@pytest_asyncio.fixture
async def server(answering):
    answering.transport = await open_sip("127.0.0.1", 0, answering.make, answering.on_event)
    yield answering
    await closed(answering.transport)


@pytest_asyncio.fixture
async def raw(server):
    made = await Raw.to(server.transport)
    yield made
    made.close()


def over_tcp(data):
    return data.replace(b"SIP/2.0/UDP", b"SIP/2.0/TCP")


async def test_both_carriers_listen_on_one_port(server):
    udp, tcp_ = server.transport.addresses

    assert (udp.carrier, tcp_.carrier) == (Carrier.UDP, Carrier.TCP)
    assert udp[:2] == tcp_[:2]


async def test_a_response_comes_back_over_the_connection(raw, request_text):
    raw.writer.write(over_tcp(request_text("OPTIONS")))

    assert await raw.response() == 200


async def test_many_messages_in_one_write_are_all_answered(raw, request_text):
    wanted = 5 * connection.BURST
    raw.writer.writelines(
        over_tcp(request_text("OPTIONS", branch=f"z9hG4bK{each}", call_id=f"c{each}"))
        for each in range(wanted)
    )

    assert [await raw.response() for _ in range(wanted)] == [200] * wanted


async def test_a_keep_alive_is_answered_with_one_empty_line(raw):
    raw.writer.write(b"\r\n\r\n")

    assert await asyncio.wait_for(raw.reader.readexactly(2), 5) == b"\r\n"


async def test_a_stream_without_lengths_is_refused_and_closed(server, raw, request_text):
    raw.writer.write(over_tcp(request_text("OPTIONS")).replace(b"Content-Length: 0\r\n", b""))

    assert await raw.response() == 400
    assert await raw.end() == b""
    assert server.transport.tcp.broken == 1


async def test_what_is_no_sip_gets_no_byte(server, raw):
    raw.writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert await raw.end() == b""


async def test_a_stranger_is_closed_without_a_byte(server, request_text):
    server.agent._core.allows = lambda hop: False
    stranger = await Raw.to(server.transport)
    stranger.writer.write(over_tcp(request_text("OPTIONS")))

    assert await stranger.end() == b""
    assert server.transport.tcp.strangers == 1
    assert server.agent.counts.received == 0
    stranger.close()


async def test_who_is_no_peer_any_more_is_closed(server, raw, request_text):
    raw.writer.write(over_tcp(request_text("OPTIONS")))
    await raw.response()
    server.agent._core.allows = lambda hop: False
    raw.writer.write(over_tcp(request_text("OPTIONS", branch="z9hG4bK2")))

    assert await raw.end() == b""


async def test_an_address_has_only_so_many_connections(server, monkeypatch):
    monkeypatch.setattr(tcp, "MOST_PER_SOURCE", 2)
    made = [await Raw.to(server.transport) for _ in range(3)]

    assert await made[2].end() == b""
    assert server.transport.connections == 2
    assert server.transport.tcp.refused == 1
    for each in made:
        each.close()


async def test_all_addresses_together_have_only_so_many(server, monkeypatch):
    monkeypatch.setattr(tcp, "MOST", 0)
    raw = await Raw.to(server.transport)

    assert await raw.end() == b""
    raw.close()


async def test_a_message_that_takes_too_long_ends_the_connection(server, monkeypatch):
    monkeypatch.setattr(connection, "MESSAGE_MS", 50)
    raw = await Raw.to(server.transport)
    raw.writer.write(b"OPT")

    assert await raw.end() == b""
    raw.close()


async def test_a_connection_that_says_nothing_is_closed(server, monkeypatch):
    monkeypatch.setattr(connection, "MESSAGE_MS", 50)
    raw = await Raw.to(server.transport)

    assert await raw.end() == b""
    raw.close()


class Caller:
    """A client over both carriers; events are awaited by kind."""

    def __init__(self):
        self.heard = asyncio.Queue()
        self.transport = None
        self.client = None

    def make(self, address):
        numbers = iter(range(1_000))
        self.client = Client(address, new_token=lambda: f"c{address.port}x{next(numbers)}")
        return self.client

    async def until(self, kind):
        while True:
            event = await asyncio.wait_for(self.heard.get(), 5)
            if isinstance(event, kind):
                return event

    def invite(self, target, offer, **more):
        dialog = self.client.invite(target, offer, self.transport.now(), **more)
        self.transport.flush()
        return dialog

    def bye(self, dialog):
        self.client.bye(dialog, self.transport.now())
        self.transport.flush()


@pytest_asyncio.fixture
async def caller():
    made = Caller()
    made.transport = await open_sip("127.0.0.1", 0, made.make, made.heard.put_nowait)
    yield made
    await closed(made.transport)


def target(server, carrier=";transport=tcp"):
    return f"sip:100@127.0.0.1:{server.transport.address.port}{carrier}"


async def seen(server, name):
    async with asyncio.timeout(5):
        while not server.seen[name]:
            await asyncio.sleep(0.005)


async def test_a_call_over_tcp_uses_one_connection(server, caller, offer):
    dialog = caller.invite(target(server), offer)
    await caller.until(events.Accepted)
    await seen(server, "Confirmed")
    caller.bye(dialog)
    await seen(server, "ByeReceived")

    assert server.transport.tcp.accepted == 1
    assert caller.transport.tcp.made == 1
    assert server.transport.tcp.made == 0


async def test_our_bye_goes_over_the_callers_connection(server, caller, offer):
    caller.invite(target(server), offer)
    await caller.until(events.Accepted)
    await seen(server, "Confirmed")
    (leg,) = server.agent._core.legs
    server.agent.bye(leg, server.transport.now())
    server.transport.flush()

    await caller.until(events.ByeReceived)
    assert server.transport.tcp.made == 0


async def test_when_the_connection_is_gone_our_bye_opens_one_to_the_contact(server, caller, offer):
    caller.invite(target(server), offer)
    await caller.until(events.Accepted)
    await seen(server, "Confirmed")
    for each in tuple(caller.transport._tcp._open.values()):
        each.close()
    async with asyncio.timeout(5):
        while server.transport.connections:
            await asyncio.sleep(0.005)
    (leg,) = server.agent._core.legs
    server.agent.bye(leg, server.transport.now())
    server.transport.flush()

    await caller.until(events.ByeReceived)
    assert server.transport.tcp.made == 1


async def test_who_cannot_be_reached_over_tcp_has_not_answered(caller, offer):
    caller.invite("sip:100@127.0.0.1:9;transport=tcp", offer)

    assert (await caller.until(events.Rejected)).code == 408


LARGE = [("X-Padding", "x" * 4_096)]


async def test_a_large_request_goes_over_tcp(server, caller, offer):
    caller.invite(target(server, ""), offer, headers=LARGE)
    await caller.until(events.Accepted)

    assert server.transport.tcp.accepted == 1


async def test_a_large_request_falls_back_to_udp(answering, caller, offer):
    answering.transport = await open_udp("127.0.0.1", 0, answering.make, answering.on_event)
    dialog = caller.invite(target(answering, ""), offer, headers=LARGE)
    await caller.until(events.Accepted)
    await seen(answering, "Confirmed")
    caller.bye(dialog)
    await seen(answering, "ByeReceived")

    assert caller.transport.tcp.unreached == 1
    await closed(answering.transport)


@pytest.mark.parametrize("carrier", ["", ";transport=tcp"])
async def test_a_call_over_ipv6(answering, offer, carrier):
    answering.transport = await open_sip("::1", 0, answering.make, answering.on_event)
    caller = Caller()
    caller.transport = await open_sip("::1", 0, caller.make, caller.heard.put_nowait)
    dialog = caller.invite(f"sip:100@[::1]:{answering.transport.address.port}{carrier}", offer)
    await caller.until(events.Accepted)
    await seen(answering, "Confirmed")
    (leg,) = answering.agent._core.legs.values()
    assert leg.dialog.target == f"sip:[::1]:{caller.transport.address.port}{carrier}"

    caller.bye(dialog)
    await seen(answering, "ByeReceived")
    await closed(caller.transport)
    await closed(answering.transport)


@pytest.mark.parametrize("carrier", ["", ";transport=tcp"])
async def test_a_large_response_arrives(server, caller, offer, carrier):
    route = f"<sip:127.0.0.1:{server.transport.address.port};lr;{'x' * 400}>"
    caller.invite(target(server, carrier), offer, headers=[("Record-Route", route)] * 10)
    await caller.until(events.Accepted)
    await seen(server, "Confirmed")

    assert len(server.agent._core.legs) == 1


async def test_after_closing_no_connection_is_taken(server, raw):
    server.transport.close()

    assert await raw.end() == b""
    with pytest.raises(OSError):
        await Raw.to(Hopped(server.transport.address))


class Hopped:
    def __init__(self, address: Hop):
        self.address = address
