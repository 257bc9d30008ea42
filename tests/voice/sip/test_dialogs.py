"""Dialogs keep what the peer compares, and count."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.dialogs import Dialog, contact_of, hop_of
from rufschutz.voice.sip.errors import BadFieldError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.replies import reply
from rufschutz.voice.sip.via import Carrier, Hop

SOURCE = Hop("127.0.0.1", 5080)


def serving(request_text, **changes):
    return Dialog.as_server(read(request_text(**changes)), "near", SOURCE)


def test_a_serving_dialog_swaps_the_sides(request_text):
    request = serving(request_text).request("BYE")

    assert request.headers["From"] == "<sip:100@example.org>;tag=near"
    assert request.headers["To"] == "<sip:+493023125001@example.org>;tag=far"
    assert (str(request.uri), str(request.cseq)) == ("sip:far@127.0.0.1:5080", "1 BYE")


def test_a_calling_dialog_reverses_the_route(request_text):
    invite = read(request_text())
    routes = [("Record-Route", "<sip:a;lr>, <sip:b;lr>"), ("Contact", "<sip:callee@127.0.0.1:7>")]
    dialog = Dialog.as_client(invite, reply(invite, 200, tag="t", headers=routes), SOURCE)

    assert dialog.routes == ("<sip:b;lr>", "<sip:a;lr>")
    assert dialog.target == "sip:callee@127.0.0.1:7"
    assert str(dialog.request("BYE").cseq) == "2 BYE"


def test_a_strict_router_stands_in_the_request_uri(request_text):
    dialog = serving(request_text, extra=("Record-Route: <sip:127.0.0.1:1>, <sip:127.0.0.1:2;lr>",))
    request = dialog.request("BYE")

    assert str(request.uri) == "sip:127.0.0.1:1"
    assert request.headers.getlist("Route") == ["<sip:127.0.0.1:2;lr>", "<sip:far@127.0.0.1:5080>"]


def test_a_route_that_cannot_be_read_is_refused(request_text):
    with pytest.raises(BadFieldError):
        serving(request_text, extra=("Record-Route: nonsense",))


@pytest.mark.parametrize(
    ("changes", "holds"),
    [({}, True), ({"call_id": "x"}, False), ({"to_tag": "x"}, False), ({"from_tag": "x"}, False)],
)
def test_a_request_belongs_to_the_dialog_by_three_names(request_text, changes, holds):
    inside = read(request_text("BYE", **{"to_tag": "near", "cseq": 2, **changes}))

    assert serving(request_text).holds(inside) is holds


def test_requests_come_in_order(request_text):
    dialog = serving(request_text, cseq=5)
    inside = [read(request_text("INFO", cseq=cseq)) for cseq in (5, 7, 6, 8)]

    assert [dialog.advances(each) for each in inside] == [False, True, False, True]


def test_our_requests_count_and_an_ack_does_not(request_text):
    dialog = serving(request_text)
    made = [dialog.request("INVITE"), dialog.request("ACK", sequence=1), dialog.request("BYE")]

    assert [each.cseq.sequence for each in made] == [1, 1, 2]


@pytest.mark.parametrize(
    ("target", "hop"),
    [
        ("sip:a@192.0.2.1:7", Hop("192.0.2.1", 7)),
        ("sip:a@192.0.2.1", Hop("192.0.2.1", 5060)),
        ("sip:a@[2001:db8::1]:7", Hop("2001:db8::1", 7)),
        ("sip:a@192.0.2.1;transport=tcp", Hop("192.0.2.1", 5060, Carrier.TCP)),
        ("sip:a@192.0.2.1;transport=UDP;lr", Hop("192.0.2.1", 5060)),
        ("sip:a@192.0.2.1;transport=tls", None),
        ("sip:a@example.org", None),
        ("sip:a@192.0.2.1:99999", None),
        ("nonsense", None),
    ],
)
def test_only_an_address_is_a_hop(target, hop):
    assert hop_of(target) == hop


def test_a_peer_known_by_name_is_reached_where_it_spoke_from(request_text):
    dialog = serving(request_text)
    dialog.target = "sip:far@example.org"

    assert dialog.hop() == SOURCE


CONNECTION = Hop("127.0.0.1", 40_000, Carrier.TCP, ("127.0.0.1", 40_000))


@pytest.mark.parametrize(
    ("contact", "hop"),
    [
        ("sip:far@127.0.0.1:5080;transport=tcp", Hop("127.0.0.1", 5080, Carrier.TCP, CONNECTION.flow)),
        ("sip:far@127.0.0.1:5080", Hop("127.0.0.1", 5080, Carrier.TCP, CONNECTION.flow)),
        ("sip:far@127.0.0.1:5080;transport=udp", Hop("127.0.0.1", 5080)),
        ("sip:far@example.org", CONNECTION),
    ],
)
def test_a_dialog_over_tcp_keeps_to_its_connection(request_text, contact, hop):
    dialog = Dialog.as_server(read(request_text()), "near", CONNECTION)
    dialog.target = contact

    assert dialog.hop() == hop


def test_without_a_contact_the_peer_is_who_from_names(request_text):
    invite = read(request_text().replace(b"Contact: <sip:far@127.0.0.1:5080>\r\n", b""))

    assert Dialog.as_server(invite, "near", SOURCE).target == "sip:+493023125001@example.org"


def test_a_changed_contact_is_the_new_target(request_text):
    dialog = serving(request_text)
    other = read(request_text().replace(b"far@127.0.0.1:5080", b"new@127.0.0.1:9"))
    dialog.refresh(other)
    other.headers.setlist("Contact", ["nonsense"])
    dialog.refresh(other)

    assert dialog.target == "sip:new@127.0.0.1:9"
    assert contact_of(other) == ""
