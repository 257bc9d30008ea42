from __future__ import annotations

import pytest
from sipmessage import Response

from rufschutz.voice.sip.traffic import Traffic


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"SIP/2.0 200 OK\r\n", "200"),
        (b"SIP/2.0 503 Busy\r\n", "503"),
        (b"INVITE sip:a@b SIP/2.0\r\n", "INVITE"),
        (b"SUBSCRIBE sip:a@b SIP/2.0\r\n", "SUBSCRIBE"),
        (b"GARBAGE sip:a@b SIP/2.0\r\n", "other"),
        (b"SIP/2.0 999 x", "other"),
        (b"", "other"),
    ],
)
def test_what_goes_out_is_counted_by_method_or_status(data, what):
    traffic = Traffic()
    traffic.sent(data)
    assert traffic.counts() == {("out", what): 1}


def test_what_came_in_is_counted_apart():
    traffic = Traffic()
    for _ in range(3):
        traffic.received(Response(code=180, phrase="Ringing"))
    assert traffic.counts() == {("in", "180"): 3}


def test_a_peer_cannot_make_new_counts():
    traffic = Traffic()
    for number in range(1_000):
        traffic.sent(b"M%d sip:a@b" % number)
        traffic.sent(b"SIP/2.0 %d x" % number)
    assert len(traffic.counts()) <= 1 + 600
