"""What both sides of a call share."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.agent import UserAgent
from rufschutz.voice.sip.errors import NoSuchDialogError
from rufschutz.voice.sip.via import Carrier, Hop


def test_a_call_that_ends_is_no_call_for_its_owner(agent):
    dialog = agent.answered()
    core = agent.endpoint._core
    assert core.leg(dialog).id == dialog

    agent.act("bye", dialog)
    with pytest.raises(NoSuchDialogError):
        core.leg(dialog)


def test_a_bye_that_nobody_answers_is_given_up(agent):
    dialog = agent.answered()
    agent.act("bye", dialog)
    agent.until(100_000)

    assert agent.endpoint.calls() == 0
    assert agent.endpoint.next_deadline() is None


def test_an_ipv6_contact_stands_in_brackets():
    agent = UserAgent(Hop("::1", 5070), new_token=lambda: "t")

    assert agent._core.contact(Hop("::1", 1)) == ("Contact", "<sip:[::1]:5070>")
    over_tcp = agent._core.contact(Hop("::1", 1, Carrier.TCP))
    assert over_tcp == ("Contact", "<sip:[::1]:5070;transport=tcp>")


def test_what_was_taken_is_gone(agent, request_text):
    agent.endpoint.feed(request_text("OPTIONS"), agent.peer, 0)

    assert len(agent.endpoint.take_datagrams()) == 1
    assert agent.endpoint.take_datagrams() == ()
    assert agent.endpoint.take_events() == ()
