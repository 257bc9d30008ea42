"""On hold nothing is sent and nobody hears; who comes back from elsewhere is somebody else."""

from __future__ import annotations

import pytest
from switchboard_desk import PEER, answered, names, offer, spied

from rufschutz.domain.call import events as call
from rufschutz.voice.media.events import Digit
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip import sdp
from rufschutz.voice.sip.identity import Caller
from rufschutz.voice.sip.offers import LocalMedia, make_offer
from rufschutz.voice.sip.sdp import parse_sdp


def held(port=41_000, direction="sendonly"):
    """Put the other end on hold: nobody there listens, and what it sends is music."""
    body = make_offer(LocalMedia("127.0.0.1", port, 7), sdp.Direction(direction))
    return sip.ReInvite("d1", parse_sdp(body), False, direction, True)


def resumed(port=41_000):
    return sip.ReInvite("d1", offer(port), False, "sendrecv", True)


@pytest.mark.rule("R101")
@pytest.mark.parametrize("direction", ["sendonly", "inactive"])
def test_on_hold_nothing_is_sent_and_afterwards_it_is_said_again(desk, direction):
    answered(desk)
    media = desk.plane.made[0][1]
    before = media.playing
    desk.board.on_sip(held(direction=direction))
    assert (media.held, media.log[-1], media.stopped) == (True, None, 1)
    desk.now += 3_000
    desk.board.on_media(
        Digit(desk.now, desk.plane.made[0][0], call.Key.K2, desk.now, call.KeyMethod.RTP_EVENT)
    )
    assert "KeyHeard" not in names(desk)
    desk.board.on_sip(resumed())
    assert (media.held, media.log[-1]) == (False, ("127.0.0.1", 41_000))
    assert media.playing == before + 1


def test_a_hold_told_twice_is_one_hold(desk):
    answered(desk)
    desk.board.on_sip(held())
    desk.board.on_sip(held(direction="inactive"))
    assert desk.plane.made[0][1].stopped == 1


@pytest.mark.rule("R101")
def test_who_comes_back_from_elsewhere_is_another_person(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(held())
    desk.board.on_sip(resumed(port=42_000))
    assert fed == ["Held", "RemoteChanged", "Resumed"]


def test_who_comes_back_from_the_same_place_is_the_same_person(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(held(port=45_000))
    desk.board.on_sip(resumed())
    assert fed == ["Held", "Resumed"]


def test_a_call_that_begins_on_hold_says_nothing_before_somebody_listens(desk):
    body = make_offer(LocalMedia("127.0.0.1", 41_000, 7), sdp.Direction.SENDONLY)
    event = sip.IncomingCall("d1", "praxis", "", Caller("03023125047", "", False), parse_sdp(body), PEER)
    desk.board.on_sip(event)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    media = desk.plane.made[0][1]
    assert media.stopped == 1
    desk.board.on_sip(resumed())
    assert media.log[-1] == ("127.0.0.1", 41_000)
    assert media.playing > 1
