"""Which transaction a message belongs to."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.layer import TransactionLayer
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.replies import reply
from rufschutz.voice.sip.schedule import Schedule
from rufschutz.voice.sip.via import Carrier, Hop

PEER = Hop("127.0.0.1", 5080)


class Owner:
    """Keeps what a layer tells and sends."""

    open = True

    def __init__(self):
        self.new, self.acks, self.responses, self.silent, self.sent = [], [], [], [], []
        self.open = True
        tokens = iter(f"b{number}" for number in range(100))
        self.layer = TransactionLayer(
            Schedule(), self, self, sent_by="127.0.0.1:5070", new_token=lambda: next(tokens)
        )

    def send(self, data, hop):
        self.sent.append((data, hop))

    def welcomes(self, request, source, now):
        return self.open

    def arrived(self, transaction, now):
        self.new.append(transaction)

    def acked(self, ack, source, now):
        self.acks.append(ack)

    def heard(self, transaction, response, now):
        self.responses.append(response.code)

    def timed_out(self, transaction, now):
        self.silent.append(transaction)

    def receive(self, data):
        self.layer.receive(read(data), PEER, 0)


@pytest.fixture
def owner():
    return Owner()


def test_a_branch_names_the_transaction(owner, request_text):
    owner.receive(request_text())
    owner.receive(request_text())

    assert len(owner.new) == 1


def test_the_same_branch_of_another_sender_is_another_transaction(owner, request_text):
    owner.receive(request_text(call_id="a"))
    owner.receive(request_text(call_id="b").replace(b"127.0.0.1:5080;rport", b"127.0.0.2:5080;rport"))

    assert len(owner.new) == 2


def test_without_a_cookie_the_old_rules_hold(owner, request_text):
    for cseq in (1, 1, 2):
        owner.receive(request_text("OPTIONS", branch="7", cseq=cseq))
    assert len(owner.new) == 2

    owner.receive(request_text("INVITE", branch="7"))
    owner.layer.answer(owner.new[-1], reply(owner.new[-1].request, 404, tag="t"), 0)
    owner.receive(request_text("ACK", branch="7", to_tag="t"))
    assert owner.acks == []


def test_an_ack_of_a_success_goes_to_the_user(owner, request_text):
    owner.receive(request_text())
    owner.layer.answer(owner.new[0], reply(owner.new[0].request, 200, tag="t"), 0)
    owner.receive(request_text("ACK", branch="z9hG4bKother", to_tag="t"))

    assert len(owner.acks) == 1


def test_a_cancel_finds_its_invite(owner, request_text):
    owner.receive(request_text())
    owner.receive(request_text("CANCEL"))
    invite, cancel = owner.new

    assert owner.layer.invite_of(cancel) is invite
    owner.receive(request_text("CANCEL", branch="z9hG4bKother", call_id="other"))
    assert owner.layer.invite_of(owner.new[-1]) is None


def test_another_path_gets_482(owner, request_text):
    owner.receive(request_text())
    owner.receive(request_text(branch="z9hG4bKother"))

    assert len(owner.new) == 1
    assert owner.sent[0][0].startswith(b"SIP/2.0 482")


def test_a_response_finds_its_request_by_branch_and_method(owner, request_text):
    transaction = owner.layer.request(read(request_text("OPTIONS")), PEER, 0)
    answer = reply(transaction.request, 200, tag="t")
    stray = bytes(answer).replace(b"z9hG4bKb0", b"z9hG4bKb9")
    wrong = bytes(answer).replace(b"1 OPTIONS", b"1 BYE")
    for data in (stray, wrong, bytes(answer)):
        owner.receive(data)

    assert owner.responses == [200]


def test_a_cancel_of_ours_repeats_the_invites_branch_and_numbers(owner, request_text):
    invite = owner.layer.request(read(request_text()), PEER, 0)
    owner.layer.cancel(invite, 0)
    cancel = read(owner.sent[-1][0])

    assert cancel.headers["Via"] == invite.request.headers["Via"]
    assert (cancel.method, str(cancel.cseq)) == ("CANCEL", "1 CANCEL")


def large(request_text, method="OPTIONS"):
    return read(request_text(method, extra=("X-Padding: " + "x" * 1_300,)))


def test_a_request_too_large_for_a_datagram_goes_over_tcp_and_says_so(owner, request_text):
    made = owner.layer.request(large(request_text), PEER, 0)

    assert owner.sent[0][1] == PEER._replace(carrier=Carrier.TCP)
    assert made.request.headers["Via"].startswith("SIP/2.0/TCP ")


def test_where_there_is_no_tcp_it_goes_over_udp_after_all(owner, request_text):
    made = owner.layer.request(large(request_text), PEER, 0)
    data, hop = owner.sent[0]
    owner.layer.unreached(read(data), hop, 0)

    assert owner.sent[1] == (data.replace(b"SIP/2.0/TCP", b"SIP/2.0/UDP"), PEER)
    assert made.hop == PEER
    assert owner.silent == []


def test_a_large_ack_falls_back_as_well(owner, request_text):
    ack = large(request_text, "ACK")
    hop = owner.layer.dress(ack, PEER)
    owner.layer.unreached(read(bytes(ack)), hop, 0)

    assert hop.carrier is Carrier.TCP
    assert owner.sent[0][1] == PEER
    assert read(owner.sent[0][0]).headers["Via"].startswith("SIP/2.0/UDP ")


def test_a_request_that_was_meant_for_tcp_is_unanswered_without_it(owner, request_text):
    hop = PEER._replace(carrier=Carrier.TCP)
    made = owner.layer.request(read(request_text("OPTIONS")), hop, 0)
    owner.layer.unreached(read(owner.sent[0][0]), hop, 0)

    assert owner.silent == [made]
    assert len(owner.sent) == 1


def test_what_is_over_is_forgotten(owner, request_text):
    owner.receive(request_text("OPTIONS"))
    owner.layer.answer(owner.new[0], reply(owner.new[0].request, 200, tag="t"), 0)
    assert len(owner.layer) == 1
    owner.layer._around.schedule.run(32_000)

    assert len(owner.layer) == 0
    assert owner.layer._paths == {}


def test_a_request_that_is_not_welcome_leaves_nothing_and_a_retransmission_is_not_judged(owner, request_text):
    owner.receive(request_text(call_id="a", branch="z9hG4bKa"))
    owner.open = False
    owner.receive(request_text(call_id="a", branch="z9hG4bKa"))
    owner.receive(request_text(call_id="b", branch="z9hG4bKb"))
    assert len(owner.new) == 1
    assert len(owner.layer) == 1
