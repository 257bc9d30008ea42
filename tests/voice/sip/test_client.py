"""Making calls against a server on a network that may lose datagrams."""

from __future__ import annotations

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.sip import events
from rufschutz.voice.sip.errors import BadFieldError, NoSuchDialogError
from rufschutz.voice.sip.offers import LocalMedia, answer_offer, make_offer
from rufschutz.voice.sip.sdp import Direction, parse_sdp

TARGET = "sip:100@127.0.0.1:5070"
OURS = LocalMedia("127.0.0.1", 4002, 2)
ANSWER = answer_offer(parse_sdp(make_offer(LocalMedia("127.0.0.1", 4000, 1))), OURS).body


def invite(pair, offer, **changes):
    dialog = pair.client.endpoint.invite(TARGET, offer, pair.client.now, **changes)
    pair.pump()
    return dialog


def accept(pair):
    pair.server.endpoint.accept(pair.server.last(events.IncomingCall).dialog, ANSWER, pair.server.now)
    pair.pump()


def loses_first(count, start):
    left = [count]

    def loses(data):
        if data.startswith(start) and left[0]:
            left[0] -= 1
            return True
        return False

    return loses


def test_a_call_from_invite_to_bye(pair, offer):
    dialog = invite(pair, offer, caller="+493023125001")
    accept(pair)
    assert pair.client.last(events.Accepted) == events.Accepted(dialog, parse_sdp(ANSWER))
    assert pair.server.last(events.IncomingCall).caller.number == "+493023125001"

    pair.client.endpoint.bye(dialog, 1)
    pair.pump()
    assert pair.server.count(events.ByeReceived) == 1
    assert (pair.client.endpoint.calls(), pair.server.endpoint.calls()) == (0, 0)


@pytest.mark.parametrize("start", [b"INVITE", b"SIP/2.0 200", b"ACK", b"SIP/2.0 100"])
@pytest.mark.parametrize("losses", [1, 3])
def test_what_is_lost_is_repeated(pair, offer, start, losses):
    pair.loses = loses_first(losses, start)
    invite(pair, offer)
    pair.until(5_000)
    accept(pair)
    pair.until(30_000)

    assert pair.server.count(events.IncomingCall) == 1
    assert pair.server.count(events.Confirmed) == 1
    assert pair.client.count(events.Accepted) == 1


def test_nobody_answers(pair, offer):
    pair.loses = lambda data: True
    dialog = invite(pair, offer)
    pair.until(31_999)
    assert pair.client.count(events.Rejected) == 0
    pair.until(32_000)

    assert pair.client.last(events.Rejected) == events.Rejected(dialog, 408, "Request Timeout")


def test_a_rejection_is_acknowledged(pair, offer):
    dialog = invite(pair, offer)
    pair.server.endpoint.reject(pair.server.last(events.IncomingCall).dialog, 486, 1)
    pair.pump()

    assert pair.client.last(events.Rejected) == events.Rejected(dialog, 486, "Busy Here")
    assert pair.trace[-1].startswith("ACK")


def test_cancel_waits_for_a_first_response_and_ends_in_487(pair, offer):
    dialog = pair.client.endpoint.invite(TARGET, offer, 0)
    pair.client.endpoint.cancel(dialog, 0)
    pair.pump()

    assert [line.split()[0] for line in pair.trace if not line.startswith("SIP")] == [
        "INVITE",
        "CANCEL",
        "ACK",
    ]
    assert pair.client.last(events.Rejected).code == 487
    assert pair.server.count(events.Cancelled) == 1


def test_a_200_that_crosses_the_cancel_is_acknowledged_and_hung_up(pair, offer):
    dialog = invite(pair, offer)
    pair.server.endpoint.accept(pair.server.last(events.IncomingCall).dialog, ANSWER, 0)
    pair.client.endpoint.cancel(dialog, 0)
    pair.pump()

    assert pair.client.last(events.Rejected).code == 487
    assert pair.server.count(events.Confirmed) == 1
    assert pair.server.count(events.ByeReceived) == 1
    assert pair.client.count(events.Accepted) == 0


def test_a_cancel_without_a_final_response_is_given_up(pair, offer):
    dialog = invite(pair, offer)
    pair.loses = lambda data: data.startswith((b"CANCEL", b"SIP/2.0 487"))
    pair.client.endpoint.cancel(dialog, 0)
    pair.until(32_000)

    assert pair.client.last(events.Rejected) == events.Rejected(dialog, 408, "Request Timeout")


def test_the_callee_makes_the_offer_when_we_do_not(pair, offer):
    dialog = invite(pair, b"")
    pair.server.endpoint.accept(pair.server.last(events.IncomingCall).dialog, make_offer(OURS), 0)
    pair.pump()
    assert pair.client.last(events.Accepted).description == parse_sdp(make_offer(OURS))
    assert pair.server.count(events.Confirmed) == 0

    pair.client.endpoint.confirm(dialog, offer)
    pair.pump()
    assert pair.server.last(events.Confirmed).answer == parse_sdp(offer)


def test_a_change_is_asked_for_and_answered(pair, offer):
    dialog = invite(pair, offer)
    accept(pair)
    held = make_offer(LocalMedia("127.0.0.1", 4000, 1, 1), Direction.SENDONLY)
    pair.client.endpoint.change(dialog, held, 1)
    pair.pump()
    change = pair.server.last(events.ReInvite)
    pair.server.endpoint.answer_change(change.dialog, answer_offer(change.offer, OURS).body, 2)
    pair.pump()

    answered = pair.client.last(events.ReInviteAnswered)
    assert answered.code == 200
    assert answered.answer.direction_of(answered.answer.media[0]) is Direction.RECVONLY
    assert pair.server.last(events.Confirmed).is_first is False


def test_a_refused_change_is_told(pair, offer):
    dialog = invite(pair, offer)
    accept(pair)
    pair.client.endpoint.change(dialog, offer, 1)
    pair.pump()
    pair.server.endpoint.reject_change(pair.server.last(events.ReInvite).dialog, 2)
    pair.pump()

    assert pair.client.last(events.ReInviteAnswered) == events.ReInviteAnswered(dialog, 488, None)
    with pytest.raises(NoSuchDialogError):
        pair.server.endpoint.answer_change(pair.server.last(events.IncomingCall).dialog, b"", 3)


def test_the_far_end_hangs_up(pair, offer):
    dialog = invite(pair, offer)
    accept(pair)
    pair.server.endpoint.bye(pair.server.last(events.IncomingCall).dialog, 1)
    pair.pump()

    assert pair.client.last(events.ByeReceived).dialog == dialog


def test_our_bye_waits_for_the_ack(pair, offer):
    pair.loses = loses_first(1, b"ACK")
    invite(pair, offer)
    accept(pair)
    pair.server.endpoint.bye(pair.server.last(events.IncomingCall).dialog, 0)
    pair.pump()
    assert not any(line.startswith("BYE") for line in pair.trace)

    pair.until(600)
    assert pair.client.count(events.ByeReceived) == 1
    assert pair.server.count(events.Confirmed) == 0
    assert pair.server.endpoint.calls() == 0


def test_a_key_by_info_reaches_the_server(pair, offer):
    dialog = invite(pair, offer)
    accept(pair)
    pair.client.endpoint.press(dialog, Key.STAR, 200, 1)
    pair.pump()

    pressed = pair.server.last(events.InfoDtmf)
    assert (pressed.key, pressed.duration) == (Key.STAR, 200)


def test_a_second_callee_is_acknowledged_and_hung_up(pair, offer):
    invite(pair, offer)
    pair.server.endpoint.accept(pair.server.last(events.IncomingCall).dialog, ANSWER, 0)
    answer = pair.server.endpoint.take_datagrams()[0].data
    client = pair.client
    client.feed(answer)
    sent = client.feed(answer.replace(b";tag=near1", b";tag=other"))

    assert [each.method for each in sent] == ["ACK", "BYE"]
    assert client.count(events.Accepted) == 1
    assert client.endpoint.calls() == 1


def test_a_client_takes_no_calls(client, request_text, offer):
    sent = client.feed(request_text(body=offer))

    assert [each.code for each in sent] == [481]
    assert [each.code for each in client.feed(request_text("OPTIONS", branch="z9hG4bKo"))] == [200]


def test_a_target_needs_an_address(client, offer):
    with pytest.raises(NoSuchDialogError):
        client.endpoint.invite("sip:100@example.org", offer, 0)
    with pytest.raises(BadFieldError):
        client.endpoint.invite("nonsense", offer, 0, hop=client.peer)


def test_what_is_over_or_done_cannot_be_done_again(pair, offer):
    dialog = invite(pair, offer)
    accept(pair)

    with pytest.raises(NoSuchDialogError):
        pair.client.endpoint.cancel(dialog, 1)
    with pytest.raises(NoSuchDialogError):
        pair.client.endpoint.confirm(dialog, offer)


def test_headers_of_the_caller_are_sent(pair, offer):
    invite(pair, offer, headers=[("Privacy", "id")])

    assert pair.server.last(events.IncomingCall).caller.withheld


def test_the_answers_of_two_calls_are_not_mixed(pair, offer):
    first = invite(pair, offer)
    calls = [pair.server.last(events.IncomingCall).dialog]
    second = invite(pair, offer)
    calls.append(pair.server.last(events.IncomingCall).dialog)
    pair.server.endpoint.reject(calls[0], 486, 1)
    pair.server.endpoint.accept(calls[1], ANSWER, 1)
    pair.pump()

    assert pair.client.last(events.Rejected).dialog == first
    assert pair.client.last(events.Accepted).dialog == second
