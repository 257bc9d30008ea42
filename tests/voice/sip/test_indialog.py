"""What a peer may ask for inside a call."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.sip import events
from rufschutz.voice.sip.offers import LocalMedia, answer_offer, make_offer
from rufschutz.voice.sip.sdp import Direction, parse_sdp

OURS = LocalMedia("127.0.0.1", 4002, 2, 1)


def reoffer(session=1, host="127.0.0.1", port=4000, direction=Direction.SENDRECV):
    return make_offer(LocalMedia(host, port, session, 1), direction)


@pytest.fixture
def up(agent, request_text):
    """A call that is up, and a peer that asks for things inside it."""
    agent.dialog = agent.answered()
    agent.cseq = 1

    def ask(method, **changes):
        agent.cseq = changes.pop("cseq", agent.cseq + 1)
        branch = f"z9hG4bK{method}{agent.cseq}"
        return agent.feed(
            request_text(method, **{"to_tag": agent.dialog, "branch": branch, "cseq": agent.cseq, **changes})
        )

    agent.ask = ask
    return agent


def codes(sent):
    return [each.code for each in sent]


def test_bye_is_answered_and_ends_the_call_once(up):
    assert codes(up.ask("BYE")) == [200]
    assert codes(up.ask("BYE", cseq=2)) == [200]
    assert up.count(events.ByeReceived) == 1


def test_a_request_to_no_call_gets_481(up, request_text):
    up.ask("BYE")

    for method in ("BYE", "INFO", "UPDATE", "INVITE", "OPTIONS"):
        assert codes(up.ask(method, body=b"")) == [481]


def test_another_tag_or_call_id_is_another_call(up):
    assert codes(up.ask("BYE", from_tag="else")) == [481]
    assert codes(up.ask("BYE", call_id="else")) == [481]
    assert up.endpoint.calls() == 1


def test_a_request_out_of_order_gets_500(up):
    up.ask("OPTIONS", cseq=7)

    assert codes(up.ask("BYE", cseq=6)) == [500]
    assert up.endpoint.calls() == 1


def test_options_tells_what_we_serve(up):
    sent = up.ask("OPTIONS")

    assert codes(sent) == [200]
    assert "INVITE" in sent[0].headers["Allow"]
    assert sent[0].headers["Accept"] == "application/sdp"


def test_info_brings_a_key(up):
    up.ask("INFO", body=b"Signal=1\r\nDuration=240\r\n", kind="application/dtmf-relay")

    assert up.last(events.InfoDtmf) == events.InfoDtmf(up.dialog, Key.K1, 240)


def test_a_key_before_the_answer_is_no_key(agent, request_text):
    dialog = agent.call()
    body = b"Signal=1\r\n"
    agent.feed(
        request_text(
            "INFO", to_tag=dialog, branch="z9hG4bKi", cseq=2, body=body, kind="application/dtmf-relay"
        )
    )

    assert agent.count(events.InfoDtmf) == 0


def test_a_retransmitted_info_is_one_key(up, request_text):
    for _ in range(3):
        sent = up.ask("INFO", cseq=2, body=b"1", kind="application/dtmf")
        assert codes(sent) == [200]

    assert up.count(events.InfoDtmf) == 1


def test_hold_is_a_change_of_direction_and_not_of_the_remote_side(up):
    assert codes(up.ask("INVITE", body=reoffer(direction=Direction.SENDONLY))) == []
    change = up.last(events.ReInvite)

    assert (change.direction, change.direction_changed) == (Direction.SENDONLY, True)
    assert not change.remote_changed
    sent = up.act("answer_change", up.dialog, answer_offer(change.offer, OURS).body)
    assert b"a=recvonly" in sent[0].body


@pytest.mark.rule("R12")
@pytest.mark.parametrize(
    "changes",
    [
        {"sender": "<sip:+493023125002@example.org>"},
        {"body": reoffer(session=9)},
        {"body": reoffer(host="127.0.0.2")},
        {"extra": ("P-Asserted-Identity: <sip:+493023125003@example.org>",)},
    ],
)
def test_another_remote_side_is_told(up, changes):
    up.ask("INVITE", **{"body": reoffer(), **changes})

    assert up.last(events.ReInvite).remote_changed


def test_another_port_is_the_same_remote_side(up):
    up.ask("INVITE", body=reoffer(port=4100))

    assert not up.last(events.ReInvite).remote_changed


def test_what_was_refused_leaves_the_session_as_it_was(up, request_text):
    up.ask("INVITE", body=reoffer(direction=Direction.INACTIVE))
    assert codes(up.act("reject_change", up.dialog)) == [488]
    up.feed(request_text("ACK", to_tag=up.dialog, branch="z9hG4bKINVITE2", cseq=2))
    up.ask("INVITE", body=reoffer())

    assert not up.last(events.ReInvite).direction_changed


def test_a_re_invite_is_never_a_second_call(up):
    up.ask("INVITE", body=reoffer())

    assert up.count(events.IncomingCall) == 1
    assert up.endpoint.calls() == 1


def test_the_200_of_a_re_invite_is_repeated_and_its_loss_ends_the_call(up):
    up.ask("INVITE", body=reoffer())
    up.act("answer_change", up.dialog, answer_offer(parse_sdp(reoffer()), OURS).body)

    assert codes(up.until(500)) == [200]
    assert up.until(40_000)[-1].method == "BYE"


def test_one_change_at_a_time(up):
    up.ask("INVITE", body=reoffer())
    sent = up.ask("INVITE", body=reoffer())

    assert codes(sent) == [500]
    assert sent[0].headers["Retry-After"]


def test_changes_that_cross_get_491(up, offer):
    up.act("change", up.dialog, offer)

    assert codes(up.ask("INVITE", body=reoffer())) == [491]


def test_a_change_before_the_ack_gets_491(agent, request_text, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), OURS).body)
    sent = agent.feed(request_text("INVITE", to_tag=dialog, branch="z9hG4bK2", cseq=2, body=offer))

    assert codes(sent) == [491]


def test_a_cancelled_change_gets_487_and_the_call_goes_on(up, request_text):
    up.ask("INVITE", body=reoffer())
    sent = up.feed(request_text("CANCEL", to_tag=up.dialog, branch="z9hG4bKINVITE2", cseq=2))

    assert codes(sent) == [200, 487]
    assert up.count(events.Cancelled) == 0
    assert up.endpoint.calls() == 1


def test_update_with_an_offer_is_asked_and_answered_like_a_re_invite(up):
    up.ask("UPDATE", body=reoffer())
    sent = up.act("answer_change", up.dialog, answer_offer(up.last(events.ReInvite).offer, OURS).body)

    assert codes(sent) == [200]
    assert up.until(40_000) == []


def test_update_without_an_offer_is_answered_at_once(up):
    assert codes(up.ask("UPDATE")) == [200]
    assert up.count(events.RemoteChanged) == 0

    up.ask("UPDATE", sender="<sip:+493023125002@example.org>")
    assert up.last(events.RemoteChanged).dialog == up.dialog


def test_an_offer_without_our_codecs_gets_488_and_the_call_goes_on(up):
    sent = up.ask("INVITE", body=reoffer().replace(b"RTP/AVP", b"RTP/SAVP"))

    assert codes(sent) == [488]
    assert "encrypted" in sent[0].headers["Warning"]
    assert up.count(events.ReInvite) == 0


def test_a_bye_while_a_change_waits_ends_both(up):
    up.ask("INVITE", body=reoffer())

    assert codes(up.ask("BYE")) == [200, 487]


def test_no_change_is_served_after_our_bye(up):
    up.act("bye", up.dialog)

    assert codes(up.ask("UPDATE", body=reoffer())) == [481]


def test_byes_that_cross_are_both_answered(up):
    up.act("bye", up.dialog)

    assert codes(up.ask("BYE")) == [200]
    assert up.count(events.ByeReceived) == 0
    assert up.endpoint.calls() == 0


def test_a_field_of_a_change_that_cannot_be_read_changes_nothing(up):
    timer = ("Supported: timer", "Session-Expires: soon")

    assert codes(up.ask("UPDATE", extra=timer)) == [400]
    assert codes(up.ask("UPDATE", extra=("Supported: timer", "Session-Expires: 10"))) == [422]
    assert up.endpoint.calls() == 1
