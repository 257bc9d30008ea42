"""Just enough of a broken request to refuse it."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.errors import UnreadableError
from rufschutz.voice.sip.salvage import salvage
from rufschutz.voice.sip.via import top_via

HEAD = "INVITE nonsense\r\nv: {via}\r\nf: a\r\nT: b\r\nI: c\r\nnothing\r\nCSEQ: d\r\nVia: SIP/2.0/UDP second"


def test_the_five_fields_are_kept_as_they_are():
    request = salvage(HEAD.format(via="SIP/2.0/UDP first;branch=z9hG4bK1"))

    assert {name: request.headers[name] for name in ("From", "To", "Call-ID", "CSeq")} == {
        "From": "a",
        "To": "b",
        "Call-ID": "c",
        "CSeq": "d",
    }
    assert len(request.headers.getlist("Via")) == 2


def test_a_via_is_cut_down_to_its_address_when_its_parameters_are_broken():
    request = salvage(HEAD.format(via='SIP/2.0/UDP first:7;branch="open'))

    assert top_via(request).port == 7


@pytest.mark.parametrize("via", ["nonsense", "SIP/2.0/UDP a:99999;x", '"'])
def test_without_a_place_to_answer_to_nothing_is_answered(via):
    with pytest.raises(UnreadableError):
        salvage(HEAD.format(via=via))


@pytest.mark.parametrize("first", ["ACK x", "SIP/2.0 200 OK", "", " x"])
def test_responses_and_acks_are_never_refused(first):
    with pytest.raises(UnreadableError):
        salvage(HEAD.format(via="SIP/2.0/UDP a").replace("INVITE nonsense", first))


def test_bytes_that_are_no_text_do_not_break_the_answer():
    request = salvage(HEAD.format(via="SIP/2.0/UDP a").replace("I: c", "I: c\udcff"))

    assert request.call_id.encode() == b"c?"
