"""While it rings the number is looked up: for whom the answer counts, and what it waits for."""

from __future__ import annotations

import pytest
from switchboard_desk import PEER, incoming, names, offer, opening_of

from rufschutz.domain.call import events as call
from rufschutz.domain.consent.known import Known
from rufschutz.handover.lookup import FORMAT, LookupRequest
from rufschutz.voice.scripts import questions_of
from rufschutz.voice.sip import events as sip
from rufschutz.voice.sip.identity import Caller


@pytest.mark.rule("R24")
def test_a_number_with_an_objection_is_looked_up_while_it_rings_and_never_asked(desk, kit):
    desk.known = Known(never_record=True)
    desk.board.on_sip(incoming())
    asked = questions_of(kit.plan)
    assert desk.asked == [LookupRequest(FORMAT, "tenant-1", "line-1", "+493023125047", asked)]
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert opening_of(desk) == "opening.keypad.never"


@pytest.mark.parametrize("ack_first", [True, False])
def test_the_first_sound_waits_for_the_look_up_and_the_ack_whichever_comes_last(desk, ack_first):
    desk.answers_at_once = False
    steps = [
        lambda: desk.board.on_sip(sip.Confirmed("d1", None, is_first=True)),
        lambda: desk.tells[0](Known(never_record=True)),
    ]
    desk.board.on_sip(incoming())
    first, last = steps if ack_first else reversed(steps)
    first()
    assert desk.facts == []
    last()
    assert names(desk) == ["CallStarted"]
    assert opening_of(desk) == "opening.keypad.never"


def test_what_is_learnt_of_a_call_that_is_over_begins_nothing(desk):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.board.on_sip(sip.ByeReceived("d1"))
    desk.tells[0](Known())
    assert desk.facts == []
    assert len(desk.board) == 0
    assert len(desk.plane.closed) == 1


@pytest.mark.rule("R110")
def test_of_a_withheld_number_nothing_is_looked_up(desk):
    hidden = sip.IncomingCall("d1", "praxis", "", Caller("03023125047", "", True), offer(), PEER)
    desk.board.on_sip(hidden)
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    assert desk.asked == []
    assert desk.facts[0].withheld


@pytest.mark.rule("R24")
def test_who_comes_while_the_number_is_looked_up_is_protected_by_it_and_nothing_else(desk):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    desk.board.on_sip(sip.RemoteChanged("d1"))
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.tells[0](Known(never_record=True))
    assert opening_of(desk) == "opening.keypad.never"


@pytest.mark.rule("R24")
@pytest.mark.parametrize(
    ("changes", "then"), [(True, "callback.number.ask"), (False, "readback.number.caller_id")]
)
def test_the_number_is_not_theirs_who_came_while_it_was_looked_up(desk, changes, then):
    desk.answers_at_once = False
    desk.board.on_sip(incoming())
    if changes:
        desk.board.on_sip(sip.RemoteChanged("d1"))
    desk.board.on_sip(sip.Confirmed("d1", None, is_first=True))
    desk.tells[0](Known())
    opening_of(desk)
    desk.now += 1_000
    desk.board.on_sip(sip.InfoDtmf("d1", call.Key.K2, 100))
    heard = [opening_of(desk) for _ in range(2)]
    assert heard == ["answer.no.short", then]
