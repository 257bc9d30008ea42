"""What a datagram is: a message, something to refuse, or nothing."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.sip.errors import UnreadableError
from rufschutz.voice.sip.messages import MAX_MESSAGE, Malformed, read


def replaced(data, old, new):
    assert old in data
    return data.replace(old, new)


def test_a_request_is_read_with_its_body(request_text, offer):
    request = read(request_text(body=offer))

    assert (request.method, request.uri.user, request.body) == ("INVITE", "100", offer)


def test_folded_lines_compact_names_and_space_before_the_colon_are_read(request_text):
    data = replaced(request_text(), b"Call-ID: call1", b"i : \r\n  call1")

    assert read(data).call_id == "call1"


def test_empty_lines_before_the_message_are_ignored(request_text):
    assert read(b"\r\n\r\n" + request_text("OPTIONS")).method == "OPTIONS"


def test_bytes_after_the_content_length_are_not_the_body(request_text, offer):
    assert read(request_text(body=offer) + b"INVITE sip:again").body == offer


def test_a_body_need_not_be_text(request_text):
    assert read(request_text(body=b"\xff\xfe")).body == b"\xff\xfe"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"CSeq: 1 INVITE", b"CSeq: 1 BYE", 400),
        (b"CSeq: 1 INVITE", b"CSeq: 2147483648 INVITE", 400),
        (b"CSeq: 1 INVITE", b"CSeq: INVITE", 400),
        (b"Max-Forwards: 70", b"Max-Forwards: 256", 400),
        (b"Max-Forwards: 70", b"no colon", 400),
        (b"Max-Forwards: 70", b"Subject: \xff", 400),
        (b"Content-Length: 0", b"Content-Length: 9", 400),
        (b"Content-Length: 0", b"Content-Length: 0\r\nl: 1", 400),
        (b"To: <sip:100@example.org>", b"To: <sip:100@example.org>\r\nTo: <sip:1@example.org>", 400),
        (b"To: <sip:100@example.org>", b"To: <sip:100@example.org", 400),
        (b"Contact: <sip:far@127.0.0.1:5080>", b"Contact: <sip:a@b>, <sip:c@d>", 400),
        (b"sip:100@example.org SIP/2.0", b"sip:100@example.org SIP/3.0", 505),
        (b"sip:100@example.org SIP/2.0", b"mailto:100@example.org SIP/2.0", 416),
        (b"sip:100@example.org SIP/2.0", b"sip:100@example.org  SIP/2.0", 400),
    ],
)
def test_a_malformed_request_is_refused(request_text, old, new, code):
    message = read(replaced(request_text(), old, new))

    assert isinstance(message, Malformed)
    assert message.code == code
    assert message.request.call_id == "call1"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"hello",
        b"SIP/2.0 4294967301 x\r\nVia: SIP/2.0/UDP a\r\nFrom: <sip:a@b>\r\n\r\n",
        b"ACK sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a\r\n\r\n",
        b"x" * (MAX_MESSAGE + 1),
        b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nFrom: a\nX: y\r\nTo: b\r\nCall-ID: c\r\nCSeq: d",
    ],
)
def test_what_cannot_be_answered_is_unreadable(data):
    with pytest.raises(UnreadableError):
        read(data)


@pytest.mark.parametrize("name", [b"Via", b"CSeq"])
def test_without_a_field_that_finds_the_request_again_nothing_is_answered(request_text, name):
    with pytest.raises(UnreadableError):
        read(replaced(request_text(), name + b":", b"X-" + name + b":"))


@pytest.mark.parametrize("name", [b"From", b"To", b"Call-ID"])
def test_without_another_field_that_a_response_repeats_it_is_refused(request_text, name):
    message = read(replaced(request_text(), name + b":", b"X-" + name + b":"))

    assert isinstance(message, Malformed)
    assert name.decode() not in dict(message.request.headers)


def test_a_head_has_a_largest_size_and_a_body_may_be_larger(request_text):
    padding = ("X-Padding: " + "x" * 4_000,) * 4
    assert len(read(request_text(body=b"x" * 60_000)).body) == 60_000
    assert read(request_text(extra=padding[:3])).method == "INVITE"
    with pytest.raises(UnreadableError):
        read(request_text(extra=(*padding, padding[0])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"SIP/2.0/UDP 127.0.0.1:5080", b"SIP/2.0/UDP a" + b" " * 15_000 + b"x"),
        (b"SIP/2.0/UDP 127", b"SIP" + b" " * 15_000 + b"2.0/UDP 127"),
        (b";rport", b"; rport" * 2_000 + b"x"),
        (b"<sip:100@example.org>", b'"' + b";tag " * 3_000),
        (b"<sip:100@example.org>", b"<>" * 7_000),
        (b"Max-Forwards: 70", b"Via: " + b"," * 15_000),
        (b"Max-Forwards: 70", b"X:" + b"\r\n " * 5_000),
    ],
)
def test_no_message_takes_long(request_text, old, new):
    before = time.process_time()
    with contextlib.suppress(UnreadableError):
        read(replaced(request_text(), old, new))
    assert time.process_time() - before < 2


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_else(data):
    try:
        read(data)
    except UnreadableError:
        return


@given(st.integers(0, 500), st.binary(max_size=20), st.integers(0, 20))
def test_no_damage_raises_anything_else(place, new, length):
    data = (
        b'INVITE sip:100@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: "x" <sip:a@b>;tag=1\r\n'
        b"To: <sip:b@b>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:a@b;self=1>\r\n\r\n"
    )
    try:
        read(data[:place] + new + data[place + length :])
    except UnreadableError:
        return


def test_what_would_take_long_to_read_is_refused_at_once(request_text):
    long_uri = request_text(uri=f"tel:{'1' * 600}x")
    many_fields = request_text(extra=tuple(f"X-{number}: x" for number in range(300)))

    assert read(long_uri).reason == "a URI is too long"
    assert read(many_fields).reason == "too many header fields"
