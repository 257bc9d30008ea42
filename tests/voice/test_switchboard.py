"""Calls in and out of the switchboard, against stand-ins for the user agent and the media plane."""

from __future__ import annotations

import pytest
from switchboard_desk import answered, incoming, names, offer, opening_of, spied

from rufschutz.domain.call import events as call
from rufschutz.domain.consent.known import Known
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, SourceChanged
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.offers import LocalMedia, make_offer
from rufschutz.voice.sip.sdp import parse_sdp


def test_a_call_to_a_line_is_answered_after_its_ack(desk):
    desk.board.on_sip(incoming())
    assert desk.agent.log == [("accept", "d1", None)]
    assert desk.facts == []
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert names(desk) == ["CallStarted"]


def test_an_early_bye_ends_the_call_and_frees_its_port(desk):
    answered(desk)
    desk.board.on_sip(sip.ByeReceived("d1"))
    desk.loop.run()
    assert names(desk)[-1] == "CallEnded"
    assert len(desk.plane.closed) == 1
    assert len(desk.board) == 0


def test_a_caller_who_gives_up_before_the_answer_leaves_nothing(desk):
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.Cancelled("d1"))
    assert desk.facts == []
    assert len(desk.plane.closed) == 1
    assert len(desk.board) == 0


def test_no_media_for_too_long_ends_the_call(desk):
    answered(desk)
    desk.board.on_media(MediaLost(desk.now, desk.plane.made[0][0]))
    desk.loop.run()
    assert ("bye", "d1", None) in desk.agent.log
    assert desk.facts[-1].by is call.EndedBy.MEDIA_TIMEOUT


@pytest.mark.rule("R12")
def test_equipment_that_asks_not_to_be_recorded_is_obeyed(desk):
    answered(desk, off=True)
    name, media = desk.plane.made[0]
    desk.board.on_media(PlaybackDone(desk.now, name, media.playing, completed=True, peer_alive=True))
    assert desk.facts[-1].text == "opening.keypad.never"


def test_a_key_that_comes_twice_on_different_ways_is_one_key(desk):
    answered(desk)
    desk.now += 5_000
    name = desk.plane.made[0][0]
    desk.board.on_media(Digit(desk.now, name, call.Key.K2, desk.now - 100, call.KeyMethod.RTP_EVENT))
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, 100))
    assert names(desk).count("KeyHeard") == 1


def test_a_key_pressed_twice_and_told_on_both_ways_is_two_keys(desk):
    answered(desk)
    name = desk.plane.made[0][0]
    for _ in range(2):
        desk.now += 300
        desk.board.on_media(Digit(desk.now, name, call.Key.K7, desk.now - 100, call.KeyMethod.RTP_EVENT))
        desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K7, 100))
    assert names(desk).count("KeyHeard") == 2


@pytest.mark.parametrize("duration", [None, 160])
def test_a_key_by_info_began_when_it_says_or_nobody_knows(desk, duration):
    answered(desk)
    desk.now += 5_000
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, duration))
    heard = next(fact for fact in desk.facts if type(fact).__name__ == "KeyHeard")
    assert heard.started_at == (None if duration is None else desk.now - duration)


@pytest.mark.rule("R12")
def test_equipment_that_objects_in_mid_call_is_obeyed(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_sip(sip.ReInvite("d1", offer(prefers_off=True), False, "sendrecv", False))
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", offer(prefers_off=True), is_first=False))
    assert fed == ["Objected", "Objected"]


def change(**how):
    return sip.ReInvite("d1", offer(**how), False, "sendrecv", False)


@pytest.mark.rule("R12")
@pytest.mark.parametrize("when", ["in the first offer", "in a change", "in the acknowledgement"])
def test_equipment_that_objects_while_the_number_is_looked_up_is_obeyed_whatever_it_says_afterwards(
    desk, when
):
    desk.answers_at_once = False
    desk.board.on_sip(incoming(described=when != "in the acknowledgement", off=when == "in the first offer"))
    late = offer(prefers_off=True) if when == "in the acknowledgement" else None
    desk.board.on_sip(sip.Confirmed("d1", late, is_first=True))
    if when == "in a change":
        desk.board.on_sip(change(prefers_off=True))
    desk.board.on_sip(change(port=42_000))
    desk.tells[0](Known(consented=frozenset({"record_matter"})))
    assert opening_of(desk) == "opening.keypad.never"


def only(number):
    """Leave one codec and the telephone events in a description."""
    body = make_offer(LocalMedia("127.0.0.1", 41_000, 7)).decode()
    return parse_sdp(body.replace("RTP/AVP 8 0 101", f"RTP/AVP {number} 101").encode())


def test_a_call_keeps_its_codec_because_a_journal_cannot_change_its_own(desk):
    answered(desk)
    desk.board.on_sip(sip.ReInvite("d1", only(0), False, "sendrecv", False))
    assert desk.agent.log[-1][0] == "reject_change"
    assert len(desk.plane.made[0][1].log) == 1


@pytest.mark.rule("R12")
def test_media_that_moves_by_a_later_ack_is_followed_and_asked_anew(desk):
    answered(desk)
    media = desk.plane.made[0][1]
    before = media.playing
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", only(8), is_first=False))
    assert (media.log[-1], media.playing) == (("127.0.0.1", 41_000), before)
    desk.board.on_sip(sip.ReInvite("d1", None, False, "sendrecv", False))
    desk.board.on_sip(sip.Confirmed("d1", offer(42_000), is_first=False))
    assert media.log[-1] == ("127.0.0.1", 42_000)
    assert media.playing > before


@pytest.mark.rule("R12")
def test_another_person_at_the_other_end_is_asked_anew(desk):
    answered(desk)
    before = desk.plane.made[0][1].playing
    change = sip.ReInvite("d1", offer(42_000), True, "sendrecv", False)
    desk.board.on_sip(change)
    media = desk.plane.made[0][1]
    assert media.log[-1] == ("127.0.0.1", 42_000)
    assert media.playing > before
    assert desk.agent.log[-1][0] == "answer_change"


@pytest.mark.rule("R12")
def test_another_machine_that_speaks_is_asked_anew(desk):
    answered(desk)
    fed = spied(desk)
    desk.board.on_media(SourceChanged(desk.now, desk.plane.made[0][0]))
    assert fed == ["RemoteChanged"]


def test_a_call_without_an_offer_is_offered_to_and_settled_by_the_ack(desk):
    desk.board.on_sip(incoming(described=False))
    desk.board.on_sip(sip.Confirmed("d1", offer(43_000), is_first=True))
    assert desk.plane.made[0][1].log == [("127.0.0.1", 43_000)]


def test_shutting_down_ends_every_call_and_takes_no_more(desk):
    answered(desk)
    desk.board.shut_down()
    desk.loop.run()
    assert desk.facts[-1].by is call.EndedBy.SHUTDOWN
    desk.board.on_sip(incoming(dialog="d2"))
    assert desk.agent.log[-1] == ("reject", "d2", 503)


def test_nobody_talks_before_the_ack(desk):
    desk.board.on_sip(incoming())
    assert (len(desk.board), desk.board.talking()) == (1, 0)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert (len(desk.board), desk.board.talking()) == (1, 1)
