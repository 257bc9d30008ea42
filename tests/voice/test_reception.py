"""Who is let in, against stand-ins for the user agent and the media plane."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.voice.admission import Admission, AdmissionCounts, Limits
from rufschutz.voice.media.errors import PortsExhaustedError
from rufschutz.voice.plans import PlanBook
from rufschutz.voice.reception import Reception
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.identity import Caller
from rufschutz.voice.sip.offers import LocalMedia, make_offer
from rufschutz.voice.sip.sdp import parse_sdp
from rufschutz.voice.sip.via import Hop

PEER = Hop("127.0.0.1", 5555)


class Agent:
    def __init__(self):
        self.log = []

    def accept(self, dialog, sdp, now):
        self.log.append(("accept", dialog))

    def reject(self, dialog, code, now, reason="", *, retry_after=0):
        self.log.append((code, reason, retry_after))


class Plane:
    def __init__(self):
        self.full = False
        self.open_now = 0

    def __len__(self):
        return self.open_now

    def open(self, setup):
        if self.full:
            raise PortsExhaustedError("every RTP port is in use")
        self.open_now += 1
        return SimpleNamespace(port=40_000)

    def close(self, media):
        self.open_now -= 1


@pytest.fixture
def desk(kit):
    book = PlanBook(kit.directory, kit.public_key)
    book.refresh()
    ids = iter(f"id-{number}" for number in range(1_000))
    made = SimpleNamespace(agent=Agent(), plane=Plane(), admission=Admission(Limits(3)))
    house = SimpleNamespace(
        plans=book, plane=made.plane, admission=made.admission,
        new_id=lambda: next(ids), new_number=lambda bits: bits, host="127.0.0.1",
    )  # fmt: skip
    made.reception = Reception(house, made.agent, lambda: 0)
    return made


def incoming(dialog="d1", called="praxis", source=PEER, diverted=""):
    described = parse_sdp(make_offer(LocalMedia("127.0.0.1", 41_000, 7)))
    return sip.IncomingCall(dialog, called, diverted, Caller("03023125047", "", False), described, source)


@pytest.mark.parametrize("options", [{}, {"called": "sammelruf", "diverted": "praxis"}])
def test_a_call_to_a_line_or_diverted_from_it_is_answered(desk, options):
    made = desk.reception.receive(incoming(**options))
    assert (made.dialog, made.caller.number) == ("d1", "+493023125047")
    assert desk.agent.log == [("accept", "d1")]


@pytest.mark.parametrize("options", [{"called": "nobody"}, {"source": Hop("192.0.2.9", 5060)}])
def test_an_unknown_line_and_a_strange_peer_are_not_found(desk, options):
    assert desk.reception.receive(incoming(**options)) is None
    assert desk.agent.log == [(404, "", 0)]


def test_without_a_free_port_the_caller_is_told_to_come_again(desk):
    desk.plane.full = True
    assert desk.reception.receive(incoming()) is None
    ((code, reason, seconds),) = desk.agent.log
    assert (code, reason) == (503, "no media port is free")
    assert seconds >= 10


def test_a_full_house_refuses_with_the_time_to_come_again_and_leaves_the_others_alone(desk):
    running = [desk.reception.receive(incoming(f"d{number}")) for number in range(3)]
    assert all(running)
    assert desk.reception.receive(incoming("d4")) is None
    code, reason, seconds = desk.agent.log[-1]
    assert (code, reason) == (503, "all lines are busy")
    assert seconds >= 10
    assert desk.plane.open_now == 3
    assert desk.admission.counts == AdmissionCounts(admitted=3, full=1)
    desk.plane.close(running[0].media)
    assert desk.reception.receive(incoming("d5"))


def test_a_closed_reception_refuses_everybody_with_the_time_to_come_again(desk):
    desk.reception.close()
    assert desk.reception.receive(incoming()) is None
    ((code, _, seconds),) = desk.agent.log
    assert code == 503
    assert seconds >= 30


def test_a_call_that_is_gone_before_it_could_be_answered_keeps_no_port(desk, monkeypatch):
    def gone(*_):
        raise NoSuchDialogError("the caller gave up")

    monkeypatch.setattr(desk.agent, "accept", gone)
    assert desk.reception.receive(incoming()) is None
    assert desk.plane.open_now == 0
    assert desk.admission.counts == AdmissionCounts()
