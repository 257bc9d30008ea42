"""Serving calls, in raw messages and virtual time."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip import events
from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.offers import LocalMedia, answer_offer
from rufschutz.voice.sip.sdp import parse_sdp
from rufschutz.voice.sip.via import Hop

OURS = LocalMedia("127.0.0.1", 4002, 2)


def codes(sent):
    return [each.code for each in sent]


def test_a_call_is_told_once_and_gets_100_at_once(agent, request_text, offer):
    sent = agent.feed(request_text(body=offer))

    assert codes(sent) == [100]
    call = agent.last(events.IncomingCall)
    assert (call.called, call.caller.number, call.offer) == ("100", "+493023125001", parse_sdp(offer))
    assert call.source == Hop("127.0.0.1", 5080)


def test_a_retransmitted_invite_is_answered_from_state_and_is_no_second_call(agent, request_text, offer):
    dialog = agent.call()
    agent.act("ring", dialog)

    assert codes(agent.feed(request_text(body=offer))) == [180]
    assert agent.count(events.IncomingCall) == 1


def test_a_retransmitted_invite_after_the_answer_is_absorbed(agent, request_text, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)

    assert agent.feed(request_text(body=offer)) == []
    assert agent.count(events.IncomingCall) == 1


def test_the_same_invite_over_another_path_is_a_loop(agent, request_text, offer):
    agent.call()

    assert codes(agent.feed(request_text(body=offer, branch="z9hG4bKother"))) == [482]
    assert agent.count(events.IncomingCall) == 1


def test_the_same_invite_long_after_its_transaction_is_no_second_call(agent, request_text, offer):
    agent.answered()
    agent.until(60_000)

    assert codes(agent.feed(request_text(body=offer))) == [482]
    assert agent.count(events.IncomingCall) == 1


def test_200_is_repeated_with_doubling_up_to_t2_until_the_ack(agent, request_text, offer):
    dialog = agent.call()
    first = agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)
    times = []
    for at in range(100, 12_000, 100):
        times += [at for _ in agent.until(at)]

    assert codes(first) == [200]
    assert times == [500, 1_500, 3_500, 7_500, 11_500]
    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack"))
    assert agent.until(100_000) == []
    assert agent.last(events.Confirmed) == events.Confirmed(dialog, None, is_first=True)


def test_without_an_ack_the_call_is_hung_up_after_64_t1(agent, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)
    sent = agent.until(32_000)

    assert sent[-1].method == "BYE"
    assert agent.last(events.CallFailed) == events.CallFailed(dialog, events.Failure.NO_ACK)


def test_a_second_ack_is_no_second_confirmation(agent, request_text):
    dialog = agent.answered()
    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKagain"))

    assert agent.count(events.Confirmed) == 1


def test_cancel_before_the_answer_gets_200_and_the_invite_487(agent, request_text):
    dialog = agent.call()
    sent = agent.feed(request_text("CANCEL"))

    assert [(each.code, each.cseq.method) for each in sent] == [(200, "CANCEL"), (487, "INVITE")]
    assert {each.headers["To"].rpartition("tag=")[2] for each in sent} == {dialog}
    assert agent.last(events.Cancelled).dialog == dialog
    with pytest.raises(NoSuchDialogError):
        agent.act("accept", dialog, b"")


def test_cancel_after_the_answer_changes_nothing(agent, request_text, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)

    assert codes(agent.feed(request_text("CANCEL"))) == [200]
    assert agent.count(events.Cancelled) == 0
    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack"))
    assert agent.count(events.Confirmed) == 1


def test_cancel_of_nothing_gets_481(agent, request_text):
    assert codes(agent.feed(request_text("CANCEL"))) == [481]


def test_bye_before_the_answer_ends_the_call_and_the_invite(agent, request_text):
    dialog = agent.call()
    agent.act("ring", dialog)
    sent = agent.feed(request_text("BYE", to_tag=dialog, branch="z9hG4bK2", cseq=2))

    assert [(each.code, each.cseq.method) for each in sent] == [(200, "BYE"), (487, "INVITE")]
    assert agent.last(events.ByeReceived).dialog == dialog
    assert agent.endpoint.calls() == 0


def test_bye_before_the_ack_stops_the_repetition_of_200(agent, request_text, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)
    agent.feed(request_text("BYE", to_tag=dialog, branch="z9hG4bK2", cseq=2))

    assert agent.until(100_000) == []
    assert agent.count(events.CallFailed) == 0


def test_a_rejected_call_is_answered_until_its_ack(agent, request_text):
    dialog = agent.call()

    assert codes(agent.act("reject", dialog, 404)) == [404]
    assert codes(agent.until(500)) == [404]
    agent.feed(request_text("ACK", to_tag=dialog))
    assert agent.until(100_000) == []
    assert agent.endpoint.calls() == 0


def test_a_delayed_offer_is_ours_and_its_answer_comes_with_the_ack(agent, request_text, offer):
    dialog = agent.call(body=b"")
    assert agent.last(events.IncomingCall).offer is None
    agent.act("accept", dialog, offer)
    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack", body=offer))

    assert agent.last(events.Confirmed).answer == parse_sdp(offer)


@pytest.mark.parametrize("body", [b"", b"v=nonsense"])
def test_a_delayed_offer_without_an_answer_is_hung_up(agent, request_text, offer, body):
    dialog = agent.call(body=b"")
    agent.act("accept", dialog, offer)
    sent = agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack", body=body))

    assert [each.method for each in sent] == ["BYE"]
    assert agent.last(events.CallFailed).failure is events.Failure.BAD_ANSWER


def test_route_and_rport_are_kept(agent, offer, request_text):
    routes = ("Record-Route: <sip:127.0.0.1:7001;lr>, <sip:127.0.0.1:7002;lr>",)
    dialog = agent.call(extra=routes)
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)
    answer = agent.sent[-1]
    assert ";rport=5080;branch=z9hG4bK1;received=127.0.0.1" in answer.headers["Via"]
    assert answer.headers.getlist("Record-Route") == [routes[0].partition(": ")[2]]

    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack"))
    bye = agent.act("bye", dialog)[0]
    assert bye.headers.getlist("Route") == ["<sip:127.0.0.1:7001;lr>", "<sip:127.0.0.1:7002;lr>"]
    assert agent.hops[-1] == Hop("127.0.0.1", 7001)


def test_without_rport_the_answer_goes_to_the_port_of_the_via(agent, request_text):
    data = (
        request_text("OPTIONS")
        .replace(b";rport", b"")
        .replace(b"127.0.0.1:5080;branch", b"127.0.0.1:9;branch")
    )
    agent.feed(data)

    assert agent.hops == [Hop("127.0.0.1", 9)]


@pytest.mark.rule("R66")
def test_strangers_are_not_answered(agent, request_text, offer):
    agent.endpoint = UserAgent(agent.peer, new_token=lambda: "t", allows=lambda hop: hop.host == "127.0.0.1")

    assert agent.feed(request_text(body=offer), Hop("127.0.0.9", 5080)) == []
    assert agent.feed(b"nonsense", Hop("127.0.0.9", 5080)) == []
    assert agent.endpoint.counts.strangers == 2
    assert agent.events == []


def test_no_request_goes_to_an_address_that_may_not_talk_to_us(agent, request_text):
    agent.endpoint = UserAgent(agent.peer, new_token=lambda: "t", allows=lambda hop: hop.host == "127.0.0.1")
    dialog = agent.answered(sender="<sip:x@example.org>", extra=("Record-Route: <sip:192.0.2.1;lr>",))
    agent.act("bye", dialog)

    assert agent.hops[-1] == agent.peer


def test_a_session_that_is_not_refreshed_is_hung_up(agent, request_text, offer):
    timer = ("Supported: timer", "Session-Expires: 90;refresher=uac")
    dialog = agent.answered(extra=timer)
    answer = next(each for each in agent.sent if getattr(each, "code", 0) == 200)
    assert answer.headers["Session-Expires"] == "90;refresher=uac"
    assert answer.headers["Require"] == "timer"

    agent.until(50_000)
    agent.feed(request_text("UPDATE", to_tag=dialog, branch="z9hG4bKup", cseq=2, extra=timer))
    assert agent.until(109_000) == []
    assert [each.method for each in agent.until(110_000)] == ["BYE"]
    assert agent.last(events.CallFailed).failure is events.Failure.SESSION_EXPIRED


def test_a_session_below_the_minimum_is_refused(agent, request_text, offer):
    timer = ("Supported: timer", "Session-Expires: 60")
    sent = agent.feed(request_text(body=offer, extra=timer))

    assert codes(sent) == [422]
    assert sent[0].headers["Min-SE"] == "90"


def test_the_owner_acts_only_on_calls_that_wait(agent):
    dialog = agent.answered()
    for name, args in (("ring", (dialog,)), ("accept", (dialog, b"")), ("reject", ("nobody", 486))):
        with pytest.raises(NoSuchDialogError):
            agent.act(name, *args)


def test_nothing_is_left_when_a_call_is_over(agent, request_text):
    dialog = agent.answered()
    agent.feed(request_text("BYE", to_tag=dialog, branch="z9hG4bKbye", cseq=2))
    agent.until(200_000)

    assert agent.endpoint.next_deadline() is None
    assert len(agent.endpoint._core.layer) == 0
    assert agent.endpoint._core.layer._paths == {}


def test_a_refusal_says_when_the_caller_may_come_again(agent):
    (refused,) = agent.act("reject", agent.call(), 503, reason="all lines are busy", retry_after=12)
    assert (refused.code, refused.phrase, refused.headers["Retry-After"]) == (503, "all lines are busy", "12")
