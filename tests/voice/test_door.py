from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.voice.admission import AdmissionCounts, Reason
from rufschutz.voice.door import Door
from rufschutz.voice.plans import PlanBook
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.via import Hop
from rufschutz.voice.standing import Standing

HERE = Hop("127.0.0.1", 5060)


@pytest.fixture
def running():
    return []


@pytest.fixture
def door(kit, running):
    plans = PlanBook(kit.directory, kit.public_key)
    plans.refresh()
    settings = SimpleNamespace(max_calls=0, late_ms=10.0, rtp_ports=(20_000, 20_009), drain_seconds=300.0)
    return Door(plans, settings, lambda: len(running))


def test_it_allows_the_peers_of_the_lines_alone(door):
    assert door.allows(HERE)
    assert not door.allows(Hop("192.0.2.1", 5060))
    assert door._standing("127.0.0.1") is Standing.TRUNK
    assert door._is_line("praxis")
    assert not door._is_line("nobody")


def test_there_are_as_many_calls_as_ports(door):
    assert door.admission.limits.calls == 5
    assert door.admission.ask(5, 0).reason is Reason.FULL


def test_a_closed_door_lets_nobody_in_and_says_when_to_come_again(door):
    agent = UserAgent(HERE, new_token=lambda: "t")
    door.attend(agent)
    door.close(45)
    door.drain.ask(1.0)
    assert agent.retry_after == 45
    assert door.admission.ask(0, 0).reason is Reason.DRAINING
    assert door.admission.counts == AdmissionCounts(draining=1)


def test_before_any_user_agent_no_call_is_known(door):
    assert door.legs() == 0
    assert not door.sources._runs("t")


def test_a_call_in_memory_is_known_by_our_tag(door):
    agent = UserAgent(HERE, new_token=lambda: "t")
    door.attend(agent)
    agent.feed(bytes(invite()), HERE, 0)
    assert door.sources._runs("t")
    assert not door.sources._runs("1")


def invite(user="praxis"):
    return read(
        f"INVITE sip:{user}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\n"
        f"From: <sip:030@127.0.0.1>;tag=1\r\nTo: <sip:{user}@127.0.0.1>\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n"
        "Contact: <sip:127.0.0.1>\r\nContent-Length: 0\r\n\r\n".encode()
    )


def test_it_foresees_a_refusal_and_says_the_same_of_the_same_request(door, running):
    assert door.refuses(invite(), HERE) is None
    assert door.refuses(invite("nobody"), HERE).code == 404
    running += range(5)
    first, again = (door.refuses(invite(), HERE) for _ in range(2))
    assert (first.code, first.reason, first.headers) == (503, "all lines are busy", again.headers)
    assert door.admission.counts == AdmissionCounts(full=2)
