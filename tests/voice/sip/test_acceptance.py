"""A 2xx and the ACK it waits for; the times stand in test_agent."""

from __future__ import annotations

from rufschutz.voice.sip import events
from rufschutz.voice.sip.offers import LocalMedia, answer_offer
from rufschutz.voice.sip.sdp import parse_sdp


def accept(agent, offer):
    dialog = agent.call()
    agent.act("accept", dialog, answer_offer(parse_sdp(offer), LocalMedia("127.0.0.1", 4002, 2)).body)
    return dialog


def test_a_2xx_names_us_and_what_we_serve(agent, offer):
    accept(agent, offer)
    headers = agent.sent[-1].headers

    assert headers["Contact"] == "<sip:127.0.0.1:5070>"
    assert headers["Supported"] == "timer"
    assert headers["Content-Type"] == "application/sdp"


def test_every_repetition_is_the_same(agent, offer):
    accept(agent, offer)
    agent.until(5_000)
    answers = {bytes(each) for each in agent.sent if getattr(each, "code", 0) == 200}

    assert len(answers) == 1


def test_an_ack_of_another_number_acknowledges_nothing(agent, offer, request_text):
    dialog = accept(agent, offer)
    agent.feed(request_text("ACK", to_tag=dialog, branch="z9hG4bKack", cseq=2))

    assert agent.count(events.Confirmed) == 0
    assert [each.code for each in agent.until(500)] == [200]


def test_an_ack_of_another_dialog_acknowledges_nothing(agent, offer, request_text):
    accept(agent, offer)
    agent.feed(request_text("ACK", to_tag="else", branch="z9hG4bKack"))

    assert agent.count(events.Confirmed) == 0


def test_a_bye_that_waits_for_a_lost_ack_goes_out_in_the_end(agent, offer):
    dialog = accept(agent, offer)
    agent.act("bye", dialog)

    assert agent.until(32_000)[-1].method == "BYE"
    assert agent.count(events.CallFailed) == 0
