"""A flood of INVITEs that are refused and never acknowledged: bounded memory, and answers all the same."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip import events, refusals
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.refusals import MOST_OF_ONE, Unacknowledged, foreseen, nobody
from rufschutz.voice.sip.via import Hop

FLOOD = 1_000
ELSEWHERE = Hop("127.0.0.2", 5080)


@pytest.fixture
def house(agent):
    """A house whose owner refuses every call while ``full``, and would say so beforehand."""
    agent.full = True

    def refuses(request, source):
        return RefusalError(503, "all lines are busy", ("Retry-After", "12")) if agent.full else None

    tokens = iter(range(10**6))
    agent.endpoint = UserAgent(agent.peer, new_token=lambda: f"n{next(tokens)}", refuses=refuses)
    return agent


@pytest.fixture
def ring(house, request_text, offer):
    """Let INVITE ``number`` come in and the owner refuse it; return the final answers."""

    def ring(number, source=None, **changes):
        changes = {"branch": f"z9hG4bKf{number}", "call_id": f"f{number}", "body": offer, **changes}
        before = house.count(events.IncomingCall)
        sent = house.feed(request_text(**changes), source)
        if house.count(events.IncomingCall) > before and house.full:
            sent += house.act("reject", house.last(events.IncomingCall).dialog, 503, retry_after=12)
        return sent

    return ring


def test_a_flood_of_refused_calls_leaves_so_many_transactions_and_no_more(house, ring):
    answers = [ring(number) for number in range(FLOOD)]
    assert {sent[-1].code for sent in answers} == {503}
    assert house.endpoint.transactions() == MOST_OF_ONE
    assert house.endpoint.calls() == 0
    assert house.endpoint.counts.forgotten == FLOOD - MOST_OF_ONE
    repeated = house.until(32_000)
    assert len(repeated) <= MOST_OF_ONE * 11
    house.until(64_000)
    assert (house.endpoint.transactions(), len(house.endpoint._core.layer.unacknowledged)) == (0, 0)
    assert house.endpoint.next_deadline() is None


def test_without_memory_a_retransmission_gets_the_same_bytes_and_no_100_comes_before(house, ring):
    for number in range(MOST_OF_ONE):
        assert [each.code for each in ring(number)] == [100, 503]
    (first,), (again,) = ring("x"), ring("x")
    assert (first.code, bytes(first)) == (503, bytes(again))
    assert first.headers["Retry-After"] == "12"
    (other,) = ring("y")
    assert first.headers["To"] != other.headers["To"]


def test_its_ack_and_its_bye_find_nothing_and_change_nothing(house, ring, request_text):
    for number in range(MOST_OF_ONE + 1):
        ring(number)
    before = house.endpoint.transactions()
    number = MOST_OF_ONE
    ack = request_text("ACK", branch=f"z9hG4bKf{number}", call_id=f"f{number}", to_tag="x")
    assert house.feed(ack) == []
    assert house.endpoint.transactions() == before


def test_who_acknowledges_is_never_above_the_bound(house, ring, request_text):
    for number in range(3 * MOST_OF_ONE):
        ring(number)
        house.feed(request_text("ACK", branch=f"z9hG4bKf{number}", call_id=f"f{number}"))
    assert house.endpoint.counts.forgotten == 0
    assert len(house.endpoint._core.layer.unacknowledged) == 0


def test_a_source_that_floods_takes_nothing_from_another(house, ring):
    for number in range(2 * MOST_OF_ONE):
        ring(number)
    assert [each.code for each in ring("z", ELSEWHERE)] == [100, 503]


def test_in_all_there_are_so_many_and_no_more(house, ring, monkeypatch):
    monkeypatch.setattr(refusals, "MOST", 100)
    for number in range(200):
        ring(number, Hop(f"127.0.1.{number}", 5080))
    assert house.endpoint.transactions() == 100


def test_once_there_is_room_the_flooding_source_is_served_again(house, ring):
    for number in range(2 * MOST_OF_ONE):
        ring(number)
    house.full = False
    assert [each.code for each in ring("welcome")] == [100]
    assert house.last(events.IncomingCall)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_tag": "gone"}, 481),
        ({"extra": ("Require: magic",)}, 420),
        ({"body": b"v=nonsense"}, 400),
        ({"extra": ("Supported: timer", "Session-Expires: 60")}, 422),
        ({}, None),
    ],
)
def test_whatever_the_reason_it_is_foreseen(request_text, offer, changes, code):
    found = foreseen(read(request_text(**{"body": offer, **changes})), ELSEWHERE, nobody)
    assert (found.code if found else None) == code


def test_a_refusal_counts_once_and_leaves_nothing_behind():
    waiting = Unacknowledged()
    for _ in range(2):
        waiting.add("a", "here")
    waiting.add("b", "there")
    assert len(waiting) == 2
    for name in ("a", "a", "b", "never"):
        waiting.discard(name)
    assert (len(waiting), len(waiting._by_host)) == (0, 0)
