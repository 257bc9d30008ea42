"""One UDP socket: every size that UDP carries, and no exception in the loop."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from rufschutz.voice.sip.udp import UdpSocket
from rufschutz.voice.sip.via import Carrier, Hop

pytestmark = [pytest.mark.enable_socket, pytest.mark.asyncio]


@pytest_asyncio.fixture
async def pair():
    heard = asyncio.Queue()
    loop = asyncio.get_running_loop()
    made = [UdpSocket(lambda data, source: heard.put_nowait((data, source))) for _ in range(2)]
    for each in made:
        await loop.create_datagram_endpoint(lambda each=each: each, local_addr=("127.0.0.1", 0))
    yield (*made, heard)
    for each in made:
        each.close()
    await asyncio.sleep(0)


@pytest.mark.parametrize("size", [1, 1_500, 20_000, 65_507])
async def test_a_datagram_arrives_whole(pair, size):
    one, two, heard = pair
    one.send(b"x" * size, two.address)

    data, source = await asyncio.wait_for(heard.get(), 5)
    assert (len(data), source) == (size, one.address)
    assert source.carrier is Carrier.UDP


@pytest.mark.parametrize("hop", [Hop("127.0.0.1", 0), Hop("127.0.0.1", 99_999), Hop("::1", 5060)])
async def test_what_cannot_be_sent_is_counted(pair, hop):
    one, _, _ = pair
    one.send(b"x", hop)

    assert one.errors == 1
    assert one.is_open


async def test_more_than_udp_carries_is_counted(pair):
    one, two, _ = pair
    one.send(b"x" * 65_508, two.address)

    assert one.errors == 1


async def test_a_closed_socket_sends_nothing(pair):
    one, two, _ = pair
    one.close()
    one.send(b"x", two.address)

    assert not one.is_open
    assert one.errors == 1
