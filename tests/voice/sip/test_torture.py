"""The messages of RFC 4475: none breaks anything, and each gets an answer of the right class."""

from __future__ import annotations

from pathlib import Path

import pytest

from rufschutz.voice.sip import events

MESSAGES = Path(__file__).parents[2] / "fixtures" / "rfc4475"

# None: never answered, because it is a response. 100: a call that its owner decides about.
ANSWERS = {
    "badaspec": 400,
    "baddate": 100,
    "badinv01": 400,
    "bcast": None,
    "bigcode": None,
    "cparam01": 405,
    "dblreq": 405,
    "esc02": 501,
    "escruri": 400,
    "intmeth": 501,
    "invut": 415,
    "ltgtruri": 400,
    "lwsruri": 400,
    "mcl01": 400,
    "mismatch02": 400,
    "multi01": 400,
    "noreason": None,
    "quotbal": 400,
    "regbadct": 405,
    "scalar02": 400,
    "sdp01": 100,
    "transports": 200,
    "unkscm": 416,
    "unreason": None,
    "zeromf": 200,
}


def test_every_message_has_its_expected_answer():
    assert {path.stem for path in MESSAGES.glob("*.dat")} == set(ANSWERS)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_torture_message_gets_the_right_class_of_answer(agent, name):
    sent = agent.feed((MESSAGES / f"{name}.dat").read_bytes())

    assert [each.code for each in sent] == ([ANSWERS[name]] if ANSWERS[name] else [])
    assert agent.count(events.IncomingCall) == (ANSWERS[name] == 100)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_client_survives_a_torture_message(client, name):
    client.feed((MESSAGES / f"{name}.dat").read_bytes())

    assert client.events == []


@pytest.mark.parametrize("name", sorted(name for name, code in ANSWERS.items() if code and code != 100))
def test_a_torture_message_sent_twice_gets_the_same_answer(agent, name):
    data = (MESSAGES / f"{name}.dat").read_bytes()

    assert [bytes(each) for each in agent.feed(data)] == [bytes(each) for each in agent.feed(data)]
