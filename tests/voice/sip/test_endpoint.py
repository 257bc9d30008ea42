"""Outside any call, and whatever a peer may send."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rufschutz.voice.sip import endpoint, events
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.endpoint import IN_CALL
from rufschutz.voice.sip.errors import FramingError, NoSuchDialogError
from rufschutz.voice.sip.guard import Verdict
from rufschutz.voice.sip.via import Hop
from rufschutz.voice.sources import Sources
from rufschutz.voice.standing import Standing


def codes(sent):
    return [each.code for each in sent]


def test_options_outside_a_call(agent, request_text):
    sent = agent.feed(request_text("OPTIONS"))

    assert codes(sent) == [200]
    assert "BYE" in sent[0].headers["Allow"]


def test_a_retransmitted_request_gets_the_same_answer(agent, request_text):
    first = agent.feed(request_text("OPTIONS"))

    assert [bytes(each) for each in agent.feed(request_text("OPTIONS"))] == [bytes(each) for each in first]


@pytest.mark.parametrize(
    ("method", "code"), [("REGISTER", 405), ("REFER", 405), ("FETCH", 501), ("BYE", 481)]
)
def test_what_is_not_served(agent, request_text, method, code):
    assert codes(agent.feed(request_text(method))) == [code]


def test_an_ack_is_never_answered(agent, request_text):
    assert agent.feed(request_text("ACK")) == []
    assert agent.feed(request_text("ACK").replace(b"CSeq: 1 ACK", b"CSeq: one")) == []


def test_a_malformed_request_gets_400_and_is_counted(agent, request_text):
    sent = agent.feed(request_text("OPTIONS").replace(b"CSeq: 1 OPTIONS", b"CSeq: one OPTIONS"))

    assert codes(sent) == [400]
    assert agent.endpoint.counts.malformed == 1


@pytest.mark.parametrize("data", [b"hello", b"\0" * 65, b"SIP/2.0 200 OK\r\n\r\n"])
def test_what_cannot_be_answered_is_counted(agent, data):
    assert agent.feed(data) == []
    assert agent.endpoint.counts.unreadable == 1


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\0" * 4, b"\r\n", b"\r\n\r\n", b"ping", b"\0" * 20, b"\r\n" * 32]
)
def test_what_keeps_a_mapping_open_is_no_offence(guarded, data):
    for _ in range(500):
        assert guarded.feed(data) == []
    assert guarded.guard.told == []
    counts = guarded.endpoint.counts
    assert (counts.keep_alives, counts.unreadable, counts.malformed) == (500, 0, 0)


def test_what_ends_a_stream_is_an_offence_and_is_answered_as_long_as_the_guard_lets_it(guarded, request_text):
    error = FramingError(400, "no length", request_text("OPTIONS"))
    endpoint_ = guarded.endpoint
    endpoint_.refuse_stream(error, guarded.peer, 0)
    assert codes(guarded.collect()) == [400]
    guarded.guard.answers = False
    endpoint_.refuse_stream(error, guarded.peer, 0)
    endpoint_.refuse_stream(FramingError(0, "no SIP", b""), guarded.peer, 0)
    assert guarded.collect() == []
    assert guarded.guard.told == ["unreadable"] * 3
    assert endpoint_.counts.malformed == 3


def mutated(draw_from: bytes):
    """Return the message with pieces cut, doubled or replaced."""
    size = len(draw_from)
    edit = st.tuples(
        st.integers(0, size), st.integers(0, 30), st.binary(max_size=12) | st.sampled_from(SEEDS)
    )

    def apply(edits):
        data = draw_from
        for place, length, new in edits:
            data = data[:place] + new + data[place + length :]
        return data

    return st.lists(edit, min_size=1, max_size=4).map(apply)


SEEDS = [
    b'"',
    b"<",
    b">",
    b";",
    b",",
    b"\r\n",
    b"\r\n ",
    b":",
    b"%00",
    b"\xff",
    b";tag=",
    b"=",
    b"self=1;",
    b"@",
]
FUZZ = settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(data=st.data())
def test_no_datagram_breaks_an_endpoint_that_has_a_call(pair, request_text, offer, data):
    server = pair.server
    server.endpoint.__init__(server.peer, new_token=iter(f"n{each}" for each in range(10**6)).__next__)
    dialog = server.answered()
    method = data.draw(
        st.sampled_from(["INVITE", "BYE", "INFO", "UPDATE", "CANCEL", "ACK", "OPTIONS", "PRACK"])
    )
    valid = request_text(
        method, to_tag=data.draw(st.sampled_from(["", dialog])), branch="z9hG4bK2", cseq=2, body=offer,
        extra=("Record-Route: <sip:127.0.0.1;lr>", "Session-Expires: 1800", "Supported: timer"),
    )  # fmt: skip
    for datagram in data.draw(st.lists(mutated(valid) | st.binary(max_size=200), min_size=1, max_size=3)):
        server.feed(datagram)
    server.until(100_000)


@FUZZ
@given(data=st.data())
def test_no_response_breaks_a_client(pair, offer, data):
    client = pair.client
    client.endpoint.__init__(client.peer, new_token=iter(f"n{each}" for each in range(10**6)).__next__)
    client.now = 0
    client.endpoint.invite("sip:100@127.0.0.1:5070", offer, 0)
    sent = client.collect()[0]
    lines = [f"{name}: {sent.headers[name]}" for name in ("Via", "From", "Call-ID", "CSeq")]
    code = data.draw(st.sampled_from([100, 183, 200, 302, 404, 603]))
    head = [f"SIP/2.0 {code} X", *lines, f"To: {sent.headers['To']};tag=x", "Contact: <sip:a@127.0.0.1>"]
    head += [
        "Record-Route: <sip:127.0.0.1;lr>",
        f"Content-Length: {len(offer)}",
        "Content-Type: application/sdp",
    ]
    valid = "\r\n".join([*head, "", ""]).encode() + offer
    for datagram in data.draw(st.lists(mutated(valid), min_size=1, max_size=3)):
        client.feed(datagram)
    client.until(100_000)


@FUZZ
@given(order=st.permutations(range(6)), repeats=st.lists(st.integers(0, 5), max_size=8))
def test_no_order_or_repetition_makes_a_second_call(agent, request_text, offer, order, repeats):
    agent.endpoint.__init__(agent.peer, new_token=iter(f"n{each}" for each in range(10**6)).__next__)
    agent.events.clear()
    agent.now = 0
    dialog = "n1"
    messages = [
        request_text(body=offer),
        request_text(body=offer, branch="z9hG4bKother"),
        request_text(body=offer, to_tag=dialog, branch="z9hG4bKre", cseq=2),
        request_text("ACK", to_tag=dialog, branch="z9hG4bKack"),
        request_text("OPTIONS", to_tag=dialog, branch="z9hG4bKopt", cseq=3),
        request_text("INFO", to_tag=dialog, branch="z9hG4bKinfo", cseq=4),
    ]
    for number in (*order, *repeats):
        agent.feed(messages[number])
        for call in [each for each in agent.events if isinstance(each, events.IncomingCall)]:
            if agent.endpoint._core.legs[call.dialog].asked and agent.now == 0:
                agent.now = 1
                agent.act("accept", call.dialog, offer)

    assert agent.count(events.IncomingCall) == 1
    assert agent.endpoint.calls() <= 1


def test_nothing_personal_stands_in_a_refusal(agent, request_text):
    sent = agent.feed(request_text("FETCH"))

    assert not re.search(rb"\+49", sent[0].phrase.encode())


def test_a_field_that_breaks_only_the_dialog_gets_400(agent, request_text, offer):
    sent = agent.feed(request_text(body=offer, extra=("Record-Route: nonsense",)))

    assert codes(sent) == [400]
    assert agent.endpoint.calls() == 0


def test_hanging_up_answers_what_was_asked(agent, request_text, offer):
    dialog = agent.answered()
    agent.feed(request_text(body=offer, to_tag=dialog, branch="z9hG4bKre", cseq=2))
    sent = agent.act("bye", dialog)

    assert sent[0].code == 487
    assert sent[1].method == "BYE"


def test_one_change_of_ours_at_a_time(agent, offer):
    dialog = agent.answered()
    agent.act("change", dialog, offer)

    with pytest.raises(NoSuchDialogError):
        agent.act("change", dialog, offer)


def test_a_repeated_2xx_to_our_change_is_acknowledged_again(pair, offer):
    dialog = pair.client.endpoint.invite("sip:100@127.0.0.1:5070", offer, 0)
    pair.pump()
    call = pair.server.last(events.IncomingCall)
    pair.server.endpoint.accept(call.dialog, offer, 0)
    pair.pump()
    pair.client.endpoint.change(dialog, offer, 0)
    pair.pump()
    left = [1]
    pair.loses = lambda data: data.startswith(b"ACK") and bool(left and left.pop())
    pair.server.endpoint.answer_change(call.dialog, offer, 0)
    pair.until(5_000)

    assert pair.server.count(events.Confirmed) == 2
    assert pair.client.count(events.ReInviteAnswered) == 1


def test_a_change_that_nobody_answers_is_told_as_408(agent, offer):
    dialog = agent.answered()
    agent.act("change", dialog, offer)
    agent.until(32_000)

    assert agent.last(events.ReInviteAnswered) == events.ReInviteAnswered(dialog, 408, None)


class Guard:
    """Says what a test wants, and keeps what it was told."""

    def __init__(self):
        self.verdict, self.answers, self.told = Verdict.SERVE, True, []

    def outside(self, request, source, now):
        self.told.append(request.method)
        return self.verdict

    def unreadable(self, source, now):
        self.told.append("unreadable")
        return self.answers

    def begun(self, dialog, source):
        self.told.append(dialog)


@pytest.fixture
def guarded(agent):
    agent.guard = agent.endpoint._guard = Guard()
    return agent


def test_who_is_dropped_gets_no_answer_and_leaves_nothing(guarded, request_text, offer):
    guarded.guard.verdict = Verdict.DROP
    assert guarded.feed(request_text(body=offer)) == []
    assert (guarded.endpoint.calls(), guarded.endpoint.transactions(), guarded.events) == (0, 0, [])


def test_who_is_refused_learns_when_to_come_again_and_leaves_nothing(guarded, request_text, offer):
    guarded.guard.verdict = Verdict.REFUSE
    (first,), (again,) = (guarded.feed(request_text(body=offer)) for _ in range(2))
    assert (first.code, bytes(first)) == (503, bytes(again))
    assert int(first.headers["Retry-After"]) >= 5
    assert (guarded.endpoint.calls(), guarded.endpoint.transactions(), guarded.events) == (0, 0, [])
    assert guarded.feed(request_text("ACK", to_tag="x")) == []


def test_the_guard_hears_of_every_dialog_and_of_what_cannot_be_read(guarded, request_text):
    dialog = guarded.call()
    guarded.feed(b"\0" * 200)
    guarded.guard.answers = False
    assert guarded.feed(request_text("OPTIONS").replace(b"CSeq: 1 OPTIONS", b"CSeq: one OPTIONS")) == []
    assert guarded.guard.told == ["INVITE", dialog, "unreadable", "unreadable"]


def test_requests_inside_a_call_are_not_the_guards_but_never_more_than_fingers_can_do(guarded, request_text):
    dialog = guarded.answered()
    told = list(guarded.guard.told)
    answers = [
        guarded.feed(
            request_text("INFO", to_tag=dialog, cseq=number, branch=f"z9hG4bKi{number}", body=b"Signal=1\r\n",
                         kind="application/dtmf-relay")
        )
        for number in range(2, 102)
    ]  # fmt: skip
    assert sum(map(len, answers)) == IN_CALL.burst
    assert guarded.count(events.InfoDtmf) == IN_CALL.burst
    assert guarded.endpoint.counts.hasty == 100 - IN_CALL.burst
    assert codes(guarded.feed(request_text("BYE", to_tag=dialog, cseq=200, branch="z9hG4bKbye"))) == [200]
    assert guarded.guard.told == told


def test_a_flood_that_nobody_acknowledges_takes_so_much_memory_and_no_more(agent, request_text, monkeypatch):
    monkeypatch.setattr(endpoint, "MOST_TRANSACTIONS", 50)
    dialog = agent.answered()
    for number in range(500):
        agent.feed(request_text("OPTIONS", branch=f"z9hG4bKf{number}", call_id=f"f{number}"))
    assert agent.endpoint.transactions() == 50
    assert agent.endpoint.counts.overflowing == 451
    assert codes(agent.feed(request_text("BYE", to_tag=dialog, cseq=2, branch="z9hG4bKbye"))) == [200]
    agent.until(64_000)
    assert agent.endpoint.transactions() == 0
    assert codes(agent.feed(request_text("OPTIONS", branch="z9hG4bKnew", call_id="new"))) == [200]


def test_who_asks_while_this_side_ends_learns_when_to_come_again(agent, request_text):
    agent.endpoint.retry_after = 40
    (answer,) = agent.feed(request_text("OPTIONS"))
    assert (answer.code, answer.headers["Retry-After"]) == (503, "40")


def test_a_call_waits_until_its_ack(agent, request_text):
    dialog = agent.call()
    assert agent.endpoint.waits(dialog)
    assert agent.endpoint.knows(dialog)
    assert not agent.endpoint.waits("another")
    assert not agent.endpoint.knows("another")
    agent.feed(request_text("CANCEL"))
    assert not agent.endpoint.waits(dialog)


def test_a_call_that_was_acked_waits_no_more(agent):
    assert not agent.endpoint.waits(agent.answered())


def test_a_guard_that_has_seen_nobody_yet_guards(request_text, offer):
    sources = Sources(
        lambda _: Standing.TRUNK, lambda _: True, lambda _: True, lambda _: False, most_waiting=3
    )
    server = UserAgent(Hop("127.0.0.1", 5070), new_token=lambda: "t", guard=sources)
    server.feed(request_text(body=offer), Hop("127.0.0.1", 5080), 0)
    assert len(sources) == 1
