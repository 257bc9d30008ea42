"""A response repeats the request's fields byte by byte."""

from __future__ import annotations

from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.replies import reply, stateless_tag


def test_fields_are_repeated_as_they_were(request_text):
    sender = "token1~` <sip:mundane@example.com;x=%41>;fromParam''~=\"x\""
    request = read(request_text(sender=sender, from_tag="_token~1'+`*%!-."))
    response = reply(request, 200, tag="t", headers=[("Allow", "INVITE")], sdp=b"v=0\r\n")

    for name in ("Via", "From", "Call-ID", "CSeq"):
        assert response.headers.getlist(name) == request.headers.getlist(name)
    assert response.headers["To"] == "<sip:100@example.org>;tag=t"
    assert response.headers["Content-Length"] == "5"
    assert response.headers["Content-Type"] == "application/sdp"


def test_a_tag_that_is_there_stays_and_100_gets_none(request_text):
    inside = read(request_text(to_tag="ours"))

    assert reply(inside, 200, tag="t").headers["To"].endswith(";tag=ours")
    assert "tag" not in reply(read(request_text()), 100, tag="t").headers["To"]


def test_the_tag_of_a_refusal_is_the_same_for_the_same_request(request_text):
    first, again, other = (stateless_tag(read(request_text(call_id=call_id))) for call_id in ("a", "a", "b"))

    assert first == again != other


def test_an_unknown_code_has_words_as_well(request_text):
    assert reply(read(request_text()), 499).phrase == "Unknown"
    assert reply(read(request_text()), 499, phrase="Mine").phrase == "Mine"
