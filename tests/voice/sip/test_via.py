"""Where responses go (RFC 3261, 18.2; RFC 3581)."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.via import Carrier, Hop, stamp, top_via

NAT = Hop("192.0.2.9", 40_000)


def with_via(request_text, via):
    data = request_text("OPTIONS")
    start, end = data.index(b"Via:"), data.index(b"\r\nFrom")
    request = read(data)
    request.headers.setlist("Via", [via])
    assert start < end
    return request


@pytest.mark.parametrize(
    ("via", "hop", "stamped"),
    [
        (
            "SIP/2.0/UDP 10.0.0.1:5062;rport;branch=z9hG4bKa",
            NAT,
            "SIP/2.0/UDP 10.0.0.1:5062;rport=40000;branch=z9hG4bKa;received=192.0.2.9",
        ),
        ("SIP/2.0/UDP 10.0.0.1:5062;branch=z9hG4bKa", Hop("192.0.2.9", 5062), None),
        ("SIP/2.0/UDP host1;branch=z9hG4bKa", Hop("192.0.2.9", 5060), None),
        ("SIP / 2.0 / UDP host1 : 7 ;branch=z9hG4bKa", Hop("192.0.2.9", 7), None),
        ("SIP/2.0/UDP [::1]:5062;branch=z9hG4bKa;maddr=198.51.100.1", Hop("192.0.2.9", 5062), None),
        (
            "SIP/2.0/UDP h;received=198.51.100.1;branch=z9hG4bKa",
            Hop("192.0.2.9", 5060),
            "SIP/2.0/UDP h;branch=z9hG4bKa;received=192.0.2.9",
        ),
    ],
)
def test_a_response_goes_to_where_the_request_came_from(request_text, via, hop, stamped):
    request = with_via(request_text, via)

    assert stamp(request, NAT) == hop
    if stamped:
        assert request.headers["Via"] == stamped


def test_over_tcp_a_response_goes_over_the_connection_or_to_the_vias_port(request_text):
    request = with_via(request_text, "SIP/2.0/TCP 10.0.0.1:5062;rport;branch=z9hG4bKa")
    source = NAT._replace(carrier=Carrier.TCP, flow=NAT[:2])

    assert stamp(request, source) == Hop("192.0.2.9", 5062, Carrier.TCP, ("192.0.2.9", 40000))


def test_the_other_vias_stay(request_text):
    request = with_via(request_text, "SIP/2.0/UDP a;branch=z9hG4bKa, SIP/2.0/UDP b;branch=z9hG4bKb")
    stamp(request, NAT)

    assert request.headers.getlist("Via")[1] == "SIP/2.0/UDP b;branch=z9hG4bKb"


@pytest.mark.parametrize("via", ["", "nonsense", "SIP/x/UDP a", "SIP/2.0/UDP", "SIP/2.0/UDP a:99999"])
def test_a_via_that_names_no_place_is_refused(request_text, via):
    with pytest.raises(BadFieldError):
        top_via(with_via(request_text, via))


@pytest.mark.parametrize(("branch", "unique"), [("z9hG4bK1", True), ("z9hG4bK", False), ("1", False)])
def test_only_a_branch_with_the_cookie_is_unique(request_text, branch, unique):
    assert top_via(with_via(request_text, f"SIP/2.0/UDP a;branch={branch}")).is_unique is unique
