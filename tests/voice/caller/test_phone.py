"""The test caller against a far end that answers, refuses, hangs up or takes keys by INFO only."""

from __future__ import annotations

import asyncio
import secrets

import numpy as np
import pytest

from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.caller.phone import Order, make_call
from rufschutz.voice.caller.script import parse_script
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.offers import LocalMedia, answer_offer
from rufschutz.voice.sip.sdp import parse_sdp
from rufschutz.voice.sip.transport import open_udp


class FarEnd:
    """Answers with media that goes nowhere, and notes what it hears."""

    def __init__(self, code=200, events=True):
        self.code, self.events, self.heard = code, events, []

    async def __aenter__(self):
        self.transport = await open_udp("127.0.0.1", 0, self._agent, self._on_event)
        return self

    async def __aexit__(self, *_):
        self.transport.close()

    @property
    def target(self):
        return f"sip:praxis@127.0.0.1:{self.transport.address.port}"

    def _agent(self, address):
        self.agent = UserAgent(address, new_token=lambda: secrets.token_hex(8))
        return self.agent

    def _on_event(self, event):
        self.heard.append(event)
        if isinstance(event, sip.IncomingCall):
            self.dialog = event.dialog
            now = self.transport.now()
            if self.code != 200:
                self.agent.reject(event.dialog, self.code, now)
            else:
                answer = answer_offer(event.offer, LocalMedia("127.0.0.1", 9, 1)).body
                self.agent.accept(event.dialog, answer if self.events else without_events(answer), now)

    def hang_up(self):
        self.agent.bye(self.dialog, self.transport.now())
        self.transport.flush()


def without_events(body):
    lines = [line for line in body.split(b"\r\n") if b"101" not in line or line.startswith(b"m=")]
    assert parse_sdp(body)
    return b"\r\n".join(line.replace(b" 101", b"") for line in lines)


async def call(far, script, **options):
    return await make_call(Order(far.target, parse_script(script), linger_ms=20, limit_s=5, **options))


@pytest.mark.asyncio
async def test_a_refusal_is_the_end_and_says_why():
    async with FarEnd(code=486) as far:
        transcript = await call(far, "")
    assert transcript.status == 486
    assert "486" in transcript.ended_by


@pytest.mark.asyncio
async def test_it_hangs_up_when_the_script_says_so():
    async with FarEnd() as far:
        transcript = await call(far, "0.2s:hangup")
        assert any(isinstance(event, sip.ByeReceived) for event in far.heard)
    assert (transcript.status, transcript.ended_by) == (200, "caller")


@pytest.mark.asyncio
async def test_it_notes_when_the_far_end_hangs_up():
    async with FarEnd() as far:
        asyncio.get_running_loop().call_later(0.3, far.hang_up)
        transcript = await call(far, "")
    assert transcript.ended_by == "far end"


@pytest.mark.asyncio
async def test_keys_go_by_info_where_no_events_are_agreed():
    async with FarEnd(events=False) as far:
        await call(far, "0.1s:1 0.8s:hangup")
    assert [event.key for event in far.heard if isinstance(event, sip.InfoDtmf)] == ["1"]


@pytest.mark.asyncio
async def test_a_withheld_number_is_not_sent():
    async with FarEnd() as far:
        await call(far, "0.1s:hangup", withheld=True)
    (caller,) = [event.caller for event in far.heard if isinstance(event, sip.IncomingCall)]
    assert caller.withheld
    assert caller.number == ""


@pytest.mark.asyncio
async def test_a_call_that_never_ends_is_ended_at_its_limit():
    async with FarEnd() as far:
        transcript = await make_call(Order(far.target, (), limit_s=1, linger_ms=0))
    assert transcript.ended_by == "limit"


@pytest.mark.asyncio
async def test_speaking_takes_as_long_as_the_sound():
    async with FarEnd() as far:
        speech = np.zeros(4_000, np.int16)
        transcript = await call(far, "0.1s:play hangup", speech=speech)
    began, ended = (m.ms for m in transcript.moments if "speaking" in m.what)
    assert 400 <= ended - began <= 900


@pytest.mark.asyncio
async def test_a_target_without_an_address_is_refused():
    with pytest.raises(CallerError, match="names no address"):
        await make_call(Order("sip:praxis@example.org", ()))


@pytest.mark.asyncio
async def test_what_was_still_to_come_is_named():
    async with FarEnd() as far:
        asyncio.get_running_loop().call_later(0.3, far.hang_up)
        transcript = await call(far, "0.1s:2 * =030# 9s:hangup")
    assert transcript.undone == ("*", "=030#", "9s:hangup")


@pytest.mark.asyncio
async def test_a_script_that_came_to_its_end_leaves_nothing_undone():
    async with FarEnd() as far:
        assert (await call(far, "0.1s:hangup")).undone == ()


@pytest.mark.asyncio
async def test_no_answer_names_whom_it_called():
    async with FarEnd(code=408) as far:
        transcript = await call(far, "")
        peer = f"127.0.0.1:{far.transport.address.port}"
    assert (transcript.status, transcript.ended_by, transcript.peer) == (408, "no answer", peer)
    assert transcript.moments[-1].what == f"no answer from {peer}"


@pytest.mark.asyncio
async def test_speaking_without_a_sound_is_refused_before_the_call():
    with pytest.raises(CallerError, match="there is no sound"):
        await make_call(Order("sip:praxis@127.0.0.1:9", parse_script("1 play")))
