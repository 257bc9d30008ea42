"""Every timer of the four transactions, in virtual time."""

from __future__ import annotations

import pytest
from sipmessage import CSeq, Request, Response

from rufschutz.voice.sip.fields import read_uri
from rufschutz.voice.sip.machines import State
from rufschutz.voice.sip.replies import reply
from rufschutz.voice.sip.schedule import Schedule
from rufschutz.voice.sip.transactions import Surroundings, Transaction, ack_of_failure
from rufschutz.voice.sip.via import Carrier, Hop


class Bench:
    """A transaction, what it sent and what it told, each with its time."""

    def __init__(self, method, *, is_server, reliable=False):
        self.now = 0
        self.sent, self.told, self.ended = [], [], []
        self.schedule = Schedule()
        around = Surroundings(self.schedule, self, self, lambda transaction: self.ended.append(self.now))
        hop = Hop("127.0.0.1", 5080, Carrier.TCP if reliable else Carrier.UDP)
        self.transaction = Transaction("key", request(method), hop, around, is_server=is_server)
        self.transaction.begin(0)

    def send(self, data, hop):
        self.sent.append(
            (self.now, data.split(b"\r\n", 1)[0].split(b" ")[0 if data[:3] != b"SIP" else 1].decode())
        )

    def arrived(self, transaction, now):
        self.told.append((now, "arrived"))

    def acked(self, ack, source, now):
        self.told.append((now, "acked"))

    def heard(self, transaction, response, now):
        self.told.append((now, response.code))

    def timed_out(self, transaction, now):
        self.told.append((now, "timed out"))

    def until(self, now):
        while (at := self.schedule.next()) is not None and at <= now:
            self.now = at
            self.schedule.run(at)
        self.now = now

    def take(self, message, at=None):
        if at is not None:
            self.until(at)
        self.transaction.take(message, self.now)

    def respond(self, code, at=None):
        self.take(reply(self.transaction.request, code, tag="t"), at)

    @property
    def state(self):
        return self.transaction.state


def request(method):
    made = Request(method, read_uri("sip:100@example.org"))
    made.headers.set("Via", "SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK1")
    made.headers.set("From", "<sip:a@example.org>;tag=a")
    made.headers.set("To", "<sip:100@example.org>")
    made.headers.add("Route", "<sip:127.0.0.1;lr>")
    made.call_id = "call"
    made.cseq = CSeq(1, method)
    return made


def ack():
    made = request("INVITE")
    made.method = "ACK"
    made.cseq = CSeq(1, "ACK")
    return made


def test_timers_a_and_b_repeat_an_invite_and_give_up():
    bench = Bench("INVITE", is_server=False)
    bench.until(100_000)

    assert [at for at, _ in bench.sent] == [0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]
    assert bench.told == [(32_000, "timed out")]
    assert bench.ended == [32_000]


def test_a_provisional_response_stops_a_and_b():
    bench = Bench("INVITE", is_server=False)
    bench.respond(180, at=600)
    bench.until(1_000_000)

    assert [at for at, _ in bench.sent] == [0, 500]
    assert bench.told == [(600, 180)]
    assert bench.state is State.PROCEEDING


def test_timer_d_keeps_acknowledging_a_failure():
    bench = Bench("INVITE", is_server=False)
    bench.respond(486, at=100)
    bench.respond(486, at=32_000)
    bench.until(32_100)

    assert bench.sent == [(0, "INVITE"), (100, "ACK"), (32_000, "ACK")]
    assert bench.told == [(100, 486)]
    assert bench.ended == [32_100]


def test_timer_m_hands_on_every_success():
    bench = Bench("INVITE", is_server=False)
    bench.respond(200, at=100)
    bench.respond(200, at=600)
    bench.until(32_100)

    assert bench.told == [(100, 200), (600, 200)]
    assert bench.sent == [(0, "INVITE")]
    assert bench.ended == [32_100]


def test_timers_e_and_f_repeat_a_request_and_give_up():
    bench = Bench("BYE", is_server=False)
    bench.until(100_000)

    assert [at for at, _ in bench.sent][:7] == [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500]
    assert bench.told == [(32_000, "timed out")]


def test_after_a_provisional_response_e_runs_every_t2():
    bench = Bench("BYE", is_server=False)
    bench.respond(100, at=100)
    bench.until(13_000)

    assert [at for at, _ in bench.sent] == [0, 500, 4_500, 8_500, 12_500]


def test_timer_k_absorbs_repeated_final_responses():
    bench = Bench("BYE", is_server=False)
    bench.respond(200, at=100)
    bench.respond(200, at=200)
    bench.until(5_100)

    assert bench.told == [(100, 200)]
    assert bench.ended == [5_100]


def test_timers_g_and_h_repeat_a_failure_and_give_up():
    bench = Bench("INVITE", is_server=True)
    bench.respond(404)
    bench.until(100_000)

    assert [at for at, _ in bench.sent][:7] == [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500]
    assert bench.ended == [32_000]


def test_timer_i_absorbs_repeated_acks():
    bench = Bench("INVITE", is_server=True)
    bench.respond(404)
    bench.take(ack(), at=600)
    bench.take(ack(), at=700)
    bench.until(5_600)

    assert [at for at, _ in bench.sent] == [0, 500]
    assert bench.told == [(0, "arrived")]
    assert bench.ended == [5_600]


def test_timer_l_absorbs_a_repeated_invite_after_its_success():
    bench = Bench("INVITE", is_server=True)
    bench.respond(200)
    bench.take(request("INVITE"), at=100)
    bench.take(ack(), at=200)
    bench.until(32_000)

    assert bench.sent == [(0, "200")]
    assert bench.told == [(0, "arrived"), (200, "acked")]
    assert bench.ended == [32_000]


def test_an_invite_repeated_before_its_answer_gets_the_last_provisional_response():
    bench = Bench("INVITE", is_server=True)
    bench.respond(100)
    bench.respond(180)
    bench.take(request("INVITE"), at=500)

    assert [code for _, code in bench.sent] == ["100", "180", "180"]


def test_timer_j_repeats_a_final_response_for_each_repeated_request():
    bench = Bench("BYE", is_server=True)
    bench.take(request("BYE"), at=10)
    bench.respond(200, at=20)
    bench.take(request("BYE"), at=500)
    bench.until(32_020)

    assert bench.sent == [(20, "200"), (500, "200")]
    assert bench.told == [(0, "arrived")]
    assert bench.ended == [32_020]


def test_a_proceeding_request_is_answered_with_its_provisional_response():
    bench = Bench("OPTIONS", is_server=True)
    bench.respond(100)
    bench.respond(100)
    bench.take(request("OPTIONS"))
    bench.respond(500)

    assert [code for _, code in bench.sent] == ["100", "100", "100", "500"]


def test_only_the_first_final_response_counts():
    bench = Bench("BYE", is_server=True)
    bench.respond(200)
    bench.respond(500)

    assert [code for _, code in bench.sent] == ["200"]


@pytest.mark.parametrize(("method", "code"), [("INVITE", 404), ("BYE", 200)])
def test_over_a_reliable_transport_nothing_repeats(method, code):
    server = Bench(method, is_server=True, reliable=True)
    server.respond(code)
    server.take(ack(), at=1) if method == "INVITE" else None
    server.until(31_000)
    client = Bench(method, is_server=False, reliable=True)
    client.until(100_000)

    assert len(server.sent) == 1
    assert len(server.ended) == 1
    assert len(client.sent) == 1
    assert client.told == [(32_000, "timed out")]


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_a_request_that_cannot_be_sent_counts_as_unanswered_at_once(method):
    client = Bench(method, is_server=False, reliable=True)
    client.transaction.fail(5)

    assert client.told == [(5, "timed out")]
    assert len(client.ended) == 1


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_over_udp_again_it_is_repeated(method):
    client = Bench(method, is_server=False, reliable=True)
    client.transaction.fallback = Hop("127.0.0.1", 5080)
    client.transaction.fall_back(0)
    client.until(1_000)

    assert client.transaction.hop == Hop("127.0.0.1", 5080)
    assert len(client.sent) == 3


def test_the_ack_of_a_failure_goes_the_way_of_its_invite():
    invite = request("INVITE")
    failure = reply(invite, 404, tag="there")
    made = ack_of_failure(invite, failure)

    assert made.headers["Via"] == invite.headers["Via"]
    assert made.headers.getlist("Route") == invite.headers.getlist("Route")
    assert made.headers["To"] == "<sip:100@example.org>;tag=there"
    assert str(made.cseq) == "1 ACK"
    assert isinstance(failure, Response)
