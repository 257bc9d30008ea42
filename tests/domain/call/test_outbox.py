from __future__ import annotations

import pytest

from rufschutz.domain.call.commands import StartTimer, StopTimer, Store
from rufschutz.domain.call.events import Timer
from rufschutz.domain.call.facts import CallStarted, Head
from rufschutz.domain.call.outbox import Outbox


@pytest.fixture
def outbox(make_script, ids):
    return Outbox(make_script(), ids)


def test_orders_leave_once_and_in_order(outbox):
    outbox.start(Timer.ANSWER, 10)
    outbox.stop(Timer.ANSWER)
    assert outbox.drain() == (StartTimer(Timer.ANSWER, 10), StopTimer(Timer.ANSWER))
    assert outbox.drain() == ()


def test_a_fact_says_first_whose_it_is_and_when(outbox):
    outbox.now = 42
    assert outbox.head() == Head("fact-1", "tenant", "line", "call", 42)
    assert outbox.head("given").fact == "given"


def test_a_stored_fact_is_an_order(outbox):
    fact = CallStarted(outbox.head(), "plan", withheld=False)
    outbox.store(fact)
    assert outbox.drain() == (Store(fact),)


def test_a_timer_that_does_not_run_is_neither_stopped_nor_fired(outbox):
    outbox.stop(Timer.ANSWER)
    assert outbox.drain() == ()
    assert not outbox.fired(Timer.ANSWER)


def test_a_timer_fires_once(outbox):
    outbox.start(Timer.ANSWER, 10)
    assert outbox.fired(Timer.ANSWER)
    assert not outbox.fired(Timer.ANSWER)


def test_waiting_stops_but_the_call_stays_limited(outbox):
    for timer in Timer:
        outbox.start(timer, 10)
    outbox.drain()
    outbox.stop_waiting()
    assert StopTimer(Timer.CALL) not in outbox.drain()
    assert outbox.fired(Timer.CALL)
