"""A caller of whom nothing can be learnt in time is unknown, and nobody waits longer than the deadline."""

from __future__ import annotations

import asyncio
import logging
import socket
import time

import pytest

from rufschutz.domain.consent.known import Known
from rufschutz.handover.lookup import FORMAT, SOCKET, LookupAnswer, LookupRequest, address, line_of
from rufschutz.voice.lookup import DEADLINE, Lookup, LookupCounts
from rufschutz.voice.tasks import Tasks

pytestmark = pytest.mark.rule("R24")

NUMBER = "+493023125042"
REQUEST = LookupRequest(FORMAT, "tenant", "line", NUMBER)
OBJECTS = line_of(LookupAnswer(FORMAT, True))


@pytest.fixture
def lookup(tmp_path):
    return Lookup(tmp_path, Tasks(), deadline=0.05)


async def answer(run, words, heard=None):
    """Answer each question with ``words``; None: never."""

    async def one(reader, writer):
        line = await reader.readline()
        if heard is not None:
            heard.append(line)
        if words is None:
            await asyncio.sleep(1)
        writer.write(words or b"")
        writer.close()

    return await asyncio.start_unix_server(one, run / SOCKET)


@pytest.mark.asyncio
async def test_an_objection_is_learnt(lookup, tmp_path):
    heard = []
    async with await answer(tmp_path, OBJECTS, heard):
        assert await lookup.known(REQUEST) == Known(never_record=True)
    assert heard == [line_of(REQUEST)]


@pytest.mark.asyncio
async def test_purposes_once_agreed_to_are_learnt(lookup, tmp_path):
    async with await answer(tmp_path, line_of(LookupAnswer(FORMAT, False, ("reminder",)))):
        assert await lookup.known(REQUEST) == Known(consented=frozenset({"reminder"}))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "words",
    [b"", b"yes\n", OBJECTS[:-1], b'{"format":"rufschutz-lookup/2","never_record":true}\n', b"x" * 9_000],
)
async def test_damage_is_not_knowing(lookup, tmp_path, words):
    async with await answer(tmp_path, words):
        assert await lookup.known(REQUEST) == Known()


@pytest.mark.asyncio
async def test_where_nobody_listens_nothing_is_known(lookup, tmp_path):
    assert await lookup.known(REQUEST) == Known()
    with socket.socket(socket.AF_UNIX) as fallen, address(tmp_path) as name:
        fallen.bind(name)
    assert await lookup.known(REQUEST) == Known()


@pytest.mark.asyncio
async def test_who_is_silent_is_not_waited_for(lookup, tmp_path):
    with socket.socket(socket.AF_UNIX) as stopped:
        with address(tmp_path) as name:
            stopped.bind(name)
        stopped.listen(1)
        began = time.monotonic()
        found = await asyncio.gather(*(lookup.known(REQUEST) for _ in range(8)))
        assert time.monotonic() - began < 0.5
    assert set(found) == {Known()}


def test_no_caller_waits_longer_than_a_breath():
    assert DEADLINE == 0.150


@pytest.mark.asyncio
async def test_no_number_gets_into_the_log(lookup, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    async with await answer(tmp_path, line_of(REQUEST)):
        await lookup.known(REQUEST)
    assert "no answer" in caplog.text
    assert NUMBER[4:] not in caplog.text


@pytest.mark.asyncio
async def test_answers_and_silences_are_counted(lookup, tmp_path):
    await lookup.known(REQUEST)
    async with await answer(tmp_path, OBJECTS):
        await lookup.known(REQUEST)
        await lookup.known(REQUEST)
    assert lookup.counts == LookupCounts(answered=2, unanswered=1)


@pytest.mark.asyncio
async def test_the_call_is_told_once(tmp_path):
    tasks, told = Tasks(), []
    Lookup(tmp_path, tasks, deadline=0.05).inquire(REQUEST, told.append)
    while len(tasks):
        await asyncio.sleep(0)
    assert told == [Known()]
