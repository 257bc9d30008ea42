"""The messages of RFC 4475: none breaks anything, and each gets its answer, over UDP and over TCP.

The folder ``own`` has messages of our own for the sections of which the archive's bytes are not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from rufschutz.voice.sip import events
from rufschutz.voice.sip.errors import FramingError
from rufschutz.voice.sip.framing import Framer
from rufschutz.voice.sip.via import Carrier

FOLDER = Path(__file__).parents[2] / "fixtures" / "rfc4475"
MESSAGES = {path.stem: path for path in FOLDER.rglob("*.dat")}

CALL = 100
"""The answer to a call that its owner decides about."""


@dataclass(frozen=True)
class Right:
    """What is right: the answer's code (None: silence), over TCP the codes and what becomes of the stream."""

    section: str
    code: int | None
    over_tcp: tuple[int, ...] | None = None
    stream: str = "goes on"

    @property
    def streamed(self) -> tuple[int, ...]:
        if self.over_tcp is not None:
            return self.over_tcp
        return () if self.code is None else (self.code,)


# REGISTER is 405 and MESSAGE is 405 whatever else stands in it: neither is served here.
RIGHT = {
    "wsinv": Right("3.1.1.1", CALL),
    "wsinv-in-a-dialog": Right("3.1.1.1", 481),
    "intmeth": Right("3.1.1.2", 501),
    "esc01": Right("3.1.1.3", CALL),
    "escnull": Right("3.1.1.4", 405),
    "esc02": Right("3.1.1.5", 501),
    "lwsdisp": Right("3.1.1.6", 200),
    "longreq": Right("3.1.1.7", CALL),
    # Over TCP the bytes after the first message are the second, and after that stands a line of no message.
    "dblreq": Right("3.1.1.8", 405, (405, 400), "closed"),
    "semiuri": Right("3.1.1.9", 200),
    "transports": Right("3.1.1.10", 200),
    "mpart01": Right("3.1.1.11", 405),
    "unreason": Right("3.1.1.12", None),
    "noreason": Right("3.1.1.13", None),
    "badinv01": Right("3.1.2.1", 400),
    "clerr": Right("3.1.2.2", 400, (), "waits"),
    "ncl": Right("3.1.2.3", 400, stream="closed"),
    "scalar02": Right("3.1.2.4", 400),
    "scalarlg": Right("3.1.2.5", None),
    "quotbal": Right("3.1.2.6", 400),
    "ltgtruri": Right("3.1.2.7", 400),
    "lwsruri": Right("3.1.2.8", 400),
    "lwsstart": Right("3.1.2.9", 400),
    "trws": Right("3.1.2.10", 400),
    "escruri": Right("3.1.2.11", 400),
    "baddate": Right("3.1.2.12", CALL),
    "regbadct": Right("3.1.2.13", 405),
    "badaspec": Right("3.1.2.14", 400),
    "baddn": Right("3.1.2.15", 200),
    "badvers": Right("3.1.2.16", 505),
    "mismatch01": Right("3.1.2.17", 400),
    "mismatch02": Right("3.1.2.18", 400),
    "bigcode": Right("3.1.2.19", None),
    "badbranch": Right("3.2.1", 200),
    "insuf": Right("3.3.1", 400),
    "unkscm": Right("3.3.2", 416),
    "novelsc": Right("3.3.3", 416),
    "unksm2": Right("3.3.4", 405),
    "bext01": Right("3.3.5", 420),
    "invut": Right("3.3.6", 415),
    "regaut01": Right("3.3.7", 405),
    "multi01": Right("3.3.8", 400),
    "mcl01": Right("3.3.9", 400, stream="closed"),
    "bcast": Right("3.3.10", None),
    "zeromf": Right("3.3.11", 200),
    "cparam01": Right("3.3.12", 405),
    "cparam02": Right("3.3.13", 405),
    "regescrt": Right("3.3.14", 405),
    "sdp01": Right("3.3.15", 406),
    # A stream cannot do without Content-Length (RFC 3261, 18.3), which RFC 2543 did not ask for.
    "inv2543": Right("3.4.1", CALL, (400,), "closed"),
}
BY_NAME = pytest.mark.parametrize("name", sorted(RIGHT))


def data_of(name):
    return MESSAGES[name].read_bytes()


def streamed(wire, data):
    """Feed bytes as one TCP connection would; return the codes sent and what becomes of the stream."""
    source = wire.peer._replace(carrier=Carrier.TCP, flow=wire.peer[:2])
    framer, sent = Framer(), []
    framer.feed(data)
    try:
        while (message := framer.take()) is not None:
            sent += wire.feed(message, source)
    except FramingError as error:
        wire.endpoint.refuse_stream(error, source, wire.now)
        return tuple(each.code for each in sent + wire.collect()), "closed"
    return tuple(each.code for each in sent), "waits" if framer.waits else "goes on"


def test_every_section_has_its_message_and_its_right_answer():
    assert set(MESSAGES) == set(RIGHT)
    assert len({right.section for right in RIGHT.values()}) == 49


@BY_NAME
def test_a_torture_message_over_udp(agent, name):
    right = RIGHT[name].code
    sent = agent.feed(data_of(name))

    assert [each.code for each in sent] == ([right] if right else [])
    assert agent.count(events.IncomingCall) == (right == CALL)


@BY_NAME
def test_a_torture_message_over_tcp(agent, name):
    right = RIGHT[name]
    codes, stream = streamed(agent, data_of(name))

    assert (codes, stream) == (right.streamed, right.stream)
    assert all(hop.carrier is Carrier.TCP for hop in agent.hops)


@BY_NAME
def test_a_client_survives_a_torture_message(client, name):
    client.feed(data_of(name))

    assert client.events == []


@pytest.mark.parametrize(
    "name", sorted(name for name, right in RIGHT.items() if right.code not in {None, CALL})
)
def test_a_torture_message_sent_twice_gets_the_same_answer(agent, name):
    data = data_of(name)

    assert [bytes(each) for each in agent.feed(data)] == [bytes(each) for each in agent.feed(data)]


def test_an_extension_that_is_not_known_is_named(agent):
    (answer,) = agent.feed(data_of("bext01"))

    assert set(answer.headers["Unsupported"].split(", ")) == {"nobodyknowsthis", "northis"}


def test_an_escape_is_read_once_and_only_in_the_user_part(agent):
    agent.feed(data_of("esc01"))

    assert agent.last(events.IncomingCall).called == "sips:praxis@example.org"
