"""The tables of transitions hold what the RFCs' figures hold."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.machines import CLIENT, INVITE_CLIENT, INVITE_SERVER, SERVER, Act, Input, State
from rufschutz.voice.sip.timers import Timer

ALL = {"invite server": INVITE_SERVER, "server": SERVER, "invite client": INVITE_CLIENT, "client": CLIENT}


@pytest.mark.parametrize("name", ALL)
def test_every_state_is_left_in_the_end(name):
    rows = ALL[name]
    states = {state for state, _ in rows}
    reached = {row.to for row in rows.values()}

    assert reached - states == {State.TERMINATED}
    assert State.TERMINATED not in states


@pytest.mark.parametrize("name", ALL)
def test_every_timer_that_starts_is_heard_where_it_may_fire(name):
    rows = ALL[name]
    for row in rows.values():
        for timer in row.start:
            assert any(what is timer for state, what in rows if state is row.to), (name, timer)


@pytest.mark.parametrize("name", ["invite server", "server"])
def test_a_request_reaches_the_user_only_at_the_beginning(name):
    told = [what for (_, what), row in ALL[name].items() if Act.TELL in row.acts and what is not Input.ACK]

    assert told == [Input.BEGIN]


def test_an_accepted_invite_absorbs_its_retransmissions():
    assert (State.ACCEPTED, Input.REQUEST) not in INVITE_SERVER
    assert INVITE_SERVER[State.ACCEPTED, Timer.L].to is State.TERMINATED


def test_every_failure_of_an_invite_is_acknowledged():
    failures = [row for (_, what), row in INVITE_CLIENT.items() if what is Input.FAILURE]

    assert len(failures) == 3
    assert all(row.acts[0] is Act.ACKNOWLEDGE for row in failures)
